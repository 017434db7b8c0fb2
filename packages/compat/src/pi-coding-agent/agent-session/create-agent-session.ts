import { join } from "node:path";
import { sessionDirFor } from "@argent/agent";
import { thinkingLevels } from "@argent/ai";
import { Agent } from "../../pi-agent-core/agent.ts";
import type { StreamFn, ThinkingLevel } from "../../pi-agent-core/types.ts";
import type { Loose } from "../../pi-ai/loose.ts";
import { clampThinkingLevel } from "../../pi-ai/models.ts";
import { streamSimple } from "../../pi-ai/stream.ts";
import type { Model } from "../../pi-ai/types.ts";
import { AuthStorage } from "../auth/auth-storage.ts";
import { convertToLlm } from "../messages/convert-to-llm.ts";
import { initialModel } from "../models/initial-model.ts";
import { ModelRegistry } from "../models/model-registry.ts";
import type { LoadExtensionsResult } from "../out-of-scope/extension-runtime.ts";
import { getAgentDir } from "../session/agent-dir.ts";
import type { SessionContext } from "../session/session-context.ts";
import { SessionManager } from "../session/session-manager.ts";
import { SettingsManager } from "../settings/settings-manager.ts";
import { DefaultResourceLoader, type ResourceLoader } from "../skills/resource-loader.ts";
import type { ToolDefinition } from "../tools/tool-definition.ts";
import { AgentSession } from "./agent-session.ts";
import { noModelsMessage } from "./auth-guidance.ts";
import { withoutImages } from "./block-images.ts";
import { defaultThinkingLevel, type ScopedModel } from "./session-models.ts";

export interface CreateAgentSessionOptions {
  /** Default: that of the session manager, else of the process. */
  cwd?: string | undefined;
  /** Default: Pi's, `~/.pi/agent`. */
  agentDir?: string | undefined;
  /** Default: the `auth.json` of the agent directory. */
  authStorage?: AuthStorage | undefined;
  /** Default: Argent's models and the `models.json` of the agent directory. */
  modelRegistry?: ModelRegistry | undefined;
  /** Default: that of the session, else of the settings, else one that has a credential. */
  model?: Model<Loose> | undefined;
  /** Default: that of the session, else of the settings, else `"medium"`; the nearest that the model has. */
  thinkingLevel?: ThinkingLevel | undefined;
  scopedModels?: ScopedModel[] | undefined;
  /** No tools at all, or none of the built-in ones. */
  noTools?: "all" | "builtin" | undefined;
  /** The only tools there are, by name. Default: `read`, `bash`, `edit`, `write` and the custom ones. */
  tools?: string[] | undefined;
  customTools?: ToolDefinition<Loose, Loose, Loose>[] | undefined;
  /** Default: Pi's places. */
  resourceLoader?: ResourceLoader | undefined;
  /** Default: a new session of the folder. */
  sessionManager?: SessionManager | undefined;
  settingsManager?: SettingsManager | undefined;
  /** Of extensions; has no meaning here. */
  sessionStartEvent?: Loose;
}

export interface CreateAgentSessionResult {
  session: AgentSession;
  /** Extensions there are none; what Pi would have loaded is among the errors. */
  extensionsResult: LoadExtensionsResult;
  /** Why the session has another model than it was left with, or none. */
  modelFallbackMessage?: string | undefined;
}

/** A session with everything that is not given taken from Pi's places. */
export async function createAgentSession(
  options: CreateAgentSessionOptions = {},
): Promise<CreateAgentSessionResult> {
  const cwd = options.cwd ?? options.sessionManager?.getCwd() ?? process.cwd();
  const { agentDir = getAgentDir() } = options;
  const authStorage = options.authStorage ?? AuthStorage.create(join(agentDir, "auth.json"));
  const modelRegistry =
    options.modelRegistry ?? ModelRegistry.create(authStorage, join(agentDir, "models.json"));
  const settingsManager = options.settingsManager ?? SettingsManager.create(cwd, agentDir);
  const sessionManager = options.sessionManager ?? newSession(cwd, options.agentDir);
  const resourceLoader =
    options.resourceLoader ?? (await defaultLoader(cwd, agentDir, settingsManager));

  const saved = sessionManager.buildSessionContext();
  const { model, modelFallbackMessage } = chooseModel(
    options,
    saved,
    modelRegistry,
    settingsManager,
  );
  const hasLevel = sessionManager.getBranch().some(({ type }) => type === "thinking_level_change");
  const wanted =
    options.thinkingLevel ??
    (saved.messages.length > 0 && hasLevel ? levelOf(saved.thinkingLevel) : undefined) ??
    settingsManager.getDefaultThinkingLevel() ??
    defaultThinkingLevel;
  const thinkingLevel = model ? clampThinkingLevel(model, wanted) : "off";

  const agent = new Agent({
    initialState: { ...(model && { model }), thinkingLevel, messages: saved.messages },
    convertToLlm(messages) {
      const converted = convertToLlm(messages);
      return settingsManager.getBlockImages() ? withoutImages(converted) : converted;
    },
    streamFn: registryStream(modelRegistry, settingsManager),
    sessionId: sessionManager.getSessionId(),
    steeringMode: settingsManager.getSteeringMode(),
    followUpMode: settingsManager.getFollowUpMode(),
    transport: settingsManager.getTransport(),
    thinkingBudgets: settingsManager.getThinkingBudgets(),
    maxRetryDelayMs: settingsManager.getProviderRetrySettings().maxRetryDelayMs,
  });
  if (saved.messages.length === 0) {
    if (model) sessionManager.appendModelChange(model.provider, model.id);
    sessionManager.appendThinkingLevelChange(thinkingLevel);
  } else if (!hasLevel) sessionManager.appendThinkingLevelChange(thinkingLevel);

  const { tools, noTools, customTools, scopedModels } = options;
  const session = new AgentSession({
    ...{ agent, sessionManager, settingsManager, cwd, resourceLoader, modelRegistry },
    ...{ customTools, scopedModels },
    allowedToolNames: tools ?? (noTools === "all" ? [] : undefined),
    initialActiveToolNames: tools ?? (noTools ? [] : undefined),
  });
  const extensionsResult = resourceLoader.getExtensions();
  return { session, extensionsResult, modelFallbackMessage };
}

/** Asks with the key and the headers of the registry, by the settings. */
function registryStream(registry: ModelRegistry, settings: SettingsManager): StreamFn {
  return async (model, context, options) => {
    const auth = await registry.getApiKeyAndHeaders(model);
    if (!auth.ok) throw new Error(auth.error);
    const { timeoutMs, maxRetries, maxRetryDelayMs } = settings.getProviderRetrySettings();
    const headers = { ...auth.headers, ...options?.headers };
    return streamSimple(model, context, {
      ...options,
      apiKey: auth.apiKey,
      timeoutMs: options?.timeoutMs ?? timeoutMs,
      maxRetries: options?.maxRetries ?? maxRetries,
      maxRetryDelayMs: options?.maxRetryDelayMs ?? maxRetryDelayMs,
      headers: Object.keys(headers).length > 0 ? headers : undefined,
    });
  };
}

function chooseModel(
  { model }: CreateAgentSessionOptions,
  saved: SessionContext,
  registry: ModelRegistry,
  settings: SettingsManager,
): { model: Model<Loose> | undefined; modelFallbackMessage?: string | undefined } {
  if (model) return { model };
  const last = saved.messages.length > 0 ? saved.model : null;
  const restored = last ? registry.find(last.provider, last.modelId) : undefined;
  if (restored && registry.hasConfiguredAuth(restored)) return { model: restored };
  const chosen = initialModel(registry, settings);
  if (!chosen) return { model: undefined, modelFallbackMessage: noModelsMessage() };
  const modelFallbackMessage = last
    ? `Could not restore model ${last.provider}/${last.modelId}. Using ${chosen.provider}/${chosen.id}`
    : undefined;
  return { model: chosen, modelFallbackMessage };
}

function levelOf(saved: string): ThinkingLevel | undefined {
  return thinkingLevels.find((level) => level === saved);
}

function newSession(cwd: string, agentDir: string | undefined): SessionManager {
  return SessionManager.create(cwd, agentDir && sessionDirFor(join(agentDir, "sessions"), cwd));
}

async function defaultLoader(cwd: string, agentDir: string, settingsManager: SettingsManager) {
  const loader = new DefaultResourceLoader({ cwd, agentDir, settingsManager });
  await loader.reload();
  return loader;
}
