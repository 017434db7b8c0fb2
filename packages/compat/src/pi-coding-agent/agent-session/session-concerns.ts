import type { Agent } from "../../pi-agent-core/agent.ts";
import type { AgentTool } from "../../pi-agent-core/types.ts";
import type { Loose } from "../../pi-ai/loose.ts";
import type { ModelRegistry } from "../models/model-registry.ts";
import type { SessionManager } from "../session/session-manager.ts";
import type { SettingsManager } from "../settings/settings-manager.ts";
import type { ResourceLoader } from "../skills/resource-loader.ts";
import type { ToolDefinition } from "../tools/tool-definition.ts";
import type { AgentSession } from "./agent-session.ts";
import { type AutoRetry, createAutoRetry } from "./auto-retry.ts";
import { createExtensionSide, type ExtensionSide } from "./extension-side.ts";
import { createWaitingMessages, type WaitingMessages } from "./message-queue.ts";
import { createTreeNavigation, type TreeNavigation } from "./navigate-tree.ts";
import { createRunDriver, type RunDriver } from "./run-driver.ts";
import { createSessionBash, type SessionBash } from "./session-bash.ts";
import { createSessionCompaction, type SessionCompaction } from "./session-compaction.ts";
import { createListeners, type SessionListeners } from "./session-event.ts";
import { createSessionModels, type ScopedModel, type SessionModels } from "./session-models.ts";
import type { SessionParts } from "./session-parts.ts";
import { createPrompting, type Prompting } from "./session-prompting.ts";
import { createSessionTools, type SessionTools } from "./session-tools.ts";
import { createTurnGate, type TurnGate } from "./turn-gate.ts";

export interface AgentSessionConfig {
  agent: Agent;
  sessionManager: SessionManager;
  settingsManager: SettingsManager;
  cwd: string;
  /** For `cycleModel`. Default: every model that has a credential. */
  scopedModels?: readonly ScopedModel[] | undefined;
  resourceLoader: ResourceLoader;
  customTools?: readonly ToolDefinition<Loose, Loose, Loose>[] | undefined;
  modelRegistry: ModelRegistry;
  /** Default: `read`, `bash`, `edit` and `write`. */
  initialActiveToolNames?: readonly string[] | undefined;
  /** Only these tools may be used. */
  allowedToolNames?: readonly string[] | undefined;
  /** Stand in place of Pi's seven tools. */
  baseToolsOverride?: Readonly<Record<string, AgentTool<Loose, Loose>>> | undefined;
  /** Of extensions; has no meaning here. */
  extensionRunnerRef?: Loose;
  sessionStartEvent?: Loose;
}

/** What a session is made of, one thing for each concern. */
export interface SessionConcerns {
  parts: SessionParts;
  listeners: SessionListeners;
  gate: TurnGate;
  extensions: ExtensionSide;
  tools: SessionTools;
  models: SessionModels;
  waiting: WaitingMessages;
  retry: AutoRetry;
  compaction: SessionCompaction;
  bash: SessionBash;
  tree: TreeNavigation;
  driver: RunDriver;
  prompting: Prompting;
}

/** Makes and connects them. `session` is what tools of the host are shown; it is not used before a tool runs. */
export function createSessionConcerns(
  config: AgentSessionConfig,
  session: AgentSession,
): SessionConcerns {
  const { agent, sessionManager, settingsManager, modelRegistry, resourceLoader, cwd } = config;
  const listeners = createListeners();
  const { emit } = listeners;
  const parts = {
    ...{ agent, sessionManager, settingsManager, modelRegistry, resourceLoader, cwd },
    emit,
  };
  const gate = createTurnGate();
  const extensions = createExtensionSide(session, cwd);
  const tools = createSessionTools(parts, {
    customTools: config.customTools ?? [],
    allowedNames: config.allowedToolNames,
    initialNames: config.initialActiveToolNames,
    baseTools: config.baseToolsOverride,
    context: () => extensions.context(),
  });
  const models = createSessionModels(parts, config.scopedModels ?? []);
  const waiting = createWaitingMessages(agent, emit);
  const retry = createAutoRetry(settingsManager, emit);
  const compaction = createSessionCompaction(parts);
  const bash = createSessionBash(parts);
  const tree = createTreeNavigation(parts, gate);
  const driver = createRunDriver({ agent, retry, compaction, onRunEnd: () => bash.flush() });
  const prompting = createPrompting({ ...parts, gate, driver, waiting, compaction, bash });
  return {
    ...{ parts, listeners, gate, extensions, tools, models },
    ...{ waiting, retry, compaction, bash, tree, driver, prompting },
  };
}
