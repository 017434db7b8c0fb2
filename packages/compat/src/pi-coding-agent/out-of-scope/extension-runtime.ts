import type { Loose } from "../../pi-ai/loose.ts";
import type { ProviderConfigInput } from "../models/provider-config.ts";
import { unavailable } from "./unavailable.ts";

/** What a resource loader says of extensions. */
export interface LoadExtensionsResult {
  /** Always empty here. */
  extensions: Loose[];
  errors: { path: string; error: string }[];
  runtime: ExtensionRuntime;
}

/** What extensions would share. A hand-written resource loader gives one away; there is nothing that it could run. */
export interface ExtensionRuntime {
  flagValues: Map<string, boolean | string>;
  pendingProviderRegistrations: {
    name: string;
    config: ProviderConfigInput;
    extensionPath: string;
  }[];
  registerProvider(name: string, config: ProviderConfigInput, extensionPath?: string): void;
  unregisterProvider(name: string): void;
  assertActive(): void;
  invalidate(message?: string): void;
  refreshTools(): void;
  [action: string]: Loose;
}

const actions = [
  "sendMessage",
  "sendUserMessage",
  "appendEntry",
  "setSessionName",
  "getSessionName",
  "setLabel",
  "getActiveTools",
  "getAllTools",
  "setActiveTools",
  "getCommands",
  "setModel",
  "getThinkingLevel",
  "setThinkingLevel",
];

export function createExtensionRuntime(): ExtensionRuntime {
  let staleMessage: string | undefined;
  const runtime: ExtensionRuntime = {
    flagValues: new Map(),
    pendingProviderRegistrations: [],
    registerProvider(name, config, extensionPath = "<unknown>") {
      runtime.pendingProviderRegistrations.push({ name, config, extensionPath });
    },
    unregisterProvider(name) {
      runtime.pendingProviderRegistrations = runtime.pendingProviderRegistrations.filter(
        (pending) => pending.name !== name,
      );
    },
    assertActive() {
      if (staleMessage) throw new Error(staleMessage);
    },
    invalidate(message = "This session was replaced. Use the one that replaced it.") {
      staleMessage ??= message;
    },
    refreshTools() {},
  };
  for (const name of actions)
    runtime[name] = unavailable(`extension runtime's ${name}`, "extensions");
  return runtime;
}
