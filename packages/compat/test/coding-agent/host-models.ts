import { join } from "node:path";
import type { Model } from "../../src/pi-ai/index.ts";
import type { Loose } from "../../src/pi-ai/loose.ts";
import type { CreateAgentSessionOptions, ModelRegistry } from "../../src/pi-coding-agent/index.ts";
import type { PiModules } from "../contract/contract.ts";

export type ProviderConfig = Parameters<ModelRegistry["registerProvider"]>[1];

/** What Pi's functions take to know about models. */
export type HostModels = Pick<CreateAgentSessionOptions, "authStorage" | "modelRegistry">;

export interface ProviderModels {
  options: HostModels;
  find(id: string): Model<Loose>;
}

/** One provider with its key, in memory. Pi 0.80.8 and later take a `modelRuntime` in place of the two. */
export async function hostModels(
  { coding }: PiModules,
  folder: string,
  name: string,
  config: ProviderConfig,
): Promise<ProviderModels> {
  const { ModelRuntime }: Loose = coding;
  if (ModelRuntime) {
    const modelRuntime = await ModelRuntime.create({
      authPath: join(folder, "auth.json"),
      modelsPath: null,
    });
    modelRuntime.registerProvider(name, config);
    const options: Loose = { modelRuntime };
    return { options, find: (id) => modelRuntime.getModel(name, id) };
  }
  const authStorage = coding.AuthStorage.inMemory();
  const modelRegistry = coding.ModelRegistry.inMemory(authStorage);
  modelRegistry.registerProvider(name, config);
  return {
    options: { authStorage, modelRegistry },
    find(id) {
      const model = modelRegistry.find(name, id);
      if (!model) throw new Error(`There is no model "${id}".`);
      return model;
    },
  };
}
