import { join } from "node:path";
import { AuthStorage } from "../auth/auth-storage.ts";
import { ModelRegistry } from "../models/model-registry.ts";
import { getAgentDir } from "../session/agent-dir.ts";
import type { SessionManager } from "../session/session-manager.ts";
import { SettingsManager } from "../settings/settings-manager.ts";
import {
  DefaultResourceLoader,
  type DefaultResourceLoaderOptions,
  type ResourceLoader,
} from "../skills/resource-loader.ts";
import {
  type CreateAgentSessionOptions,
  type CreateAgentSessionResult,
  createAgentSession,
} from "./create-agent-session.ts";

export interface AgentSessionRuntimeDiagnostic {
  type: "info" | "warning" | "error";
  message: string;
}

/** What the sessions of a folder share. */
export interface AgentSessionServices {
  cwd: string;
  agentDir: string;
  authStorage: AuthStorage;
  settingsManager: SettingsManager;
  modelRegistry: ModelRegistry;
  resourceLoader: ResourceLoader;
  diagnostics: AgentSessionRuntimeDiagnostic[];
}

export interface CreateAgentSessionServicesOptions {
  cwd: string;
  /** Default: Pi's. */
  agentDir?: string | undefined;
  authStorage?: AuthStorage | undefined;
  settingsManager?: SettingsManager | undefined;
  modelRegistry?: ModelRegistry | undefined;
  /** Of extensions: each is an unknown option here. */
  extensionFlagValues?: Map<string, boolean | string> | undefined;
  resourceLoaderOptions?:
    | Omit<DefaultResourceLoaderOptions, "cwd" | "agentDir" | "settingsManager">
    | undefined;
}

export interface CreateAgentSessionFromServicesOptions
  extends Pick<
    CreateAgentSessionOptions,
    | "sessionStartEvent"
    | "model"
    | "thinkingLevel"
    | "scopedModels"
    | "tools"
    | "noTools"
    | "customTools"
  > {
  services: AgentSessionServices;
  sessionManager: SessionManager;
}

/** Loads what the sessions of a folder share. */
export async function createAgentSessionServices(
  options: CreateAgentSessionServicesOptions,
): Promise<AgentSessionServices> {
  const { cwd, agentDir = getAgentDir(), extensionFlagValues } = options;
  const authStorage = options.authStorage ?? AuthStorage.create(join(agentDir, "auth.json"));
  const settingsManager = options.settingsManager ?? SettingsManager.create(cwd, agentDir);
  const modelRegistry =
    options.modelRegistry ?? ModelRegistry.create(authStorage, join(agentDir, "models.json"));
  const resourceLoader = new DefaultResourceLoader({
    ...options.resourceLoaderOptions,
    ...{ cwd, agentDir, settingsManager },
  });
  await resourceLoader.reload();
  const flags = [...(extensionFlagValues?.keys() ?? [])].map((name) => `--${name}`);
  const diagnostics: AgentSessionRuntimeDiagnostic[] = resourceLoader
    .getExtensions()
    .errors.map(({ path, error }) => ({
      type: "warning",
      message: `Extension "${path}": ${error}`,
    }));
  if (flags.length > 0) {
    const options = flags.length === 1 ? "option" : "options";
    diagnostics.push({ type: "error", message: `Unknown ${options}: ${flags.join(", ")}` });
  }
  return {
    ...{ cwd, agentDir, authStorage, settingsManager, modelRegistry, resourceLoader },
    diagnostics,
  };
}

export function createAgentSessionFromServices(
  options: CreateAgentSessionFromServicesOptions,
): Promise<CreateAgentSessionResult> {
  const { services, ...rest } = options;
  const { cwd, agentDir, authStorage, settingsManager, modelRegistry, resourceLoader } = services;
  return createAgentSession({
    ...rest,
    ...{ cwd, agentDir, authStorage, settingsManager, modelRegistry, resourceLoader },
  });
}
