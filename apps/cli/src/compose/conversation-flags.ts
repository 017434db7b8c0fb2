import { readRuntimeFlag } from "@argent/agent";
import {
  type ConfigurationFlags,
  envOpener,
  lessonsForRuns,
  openMcpTools,
  readConfiguration,
  type Variables,
} from "@argent/tools/app";
import type { ConversationOptions } from "../conversation/conversation-options.ts";
import { UsageError } from "../usage-error.ts";
import { version } from "../version.ts";
import { ambient } from "./ambient.ts";
import { namesIn } from "./names-in.ts";
import { type SessionFlags, sessionChoice } from "./session-choice.ts";
import { wantedSettings } from "./wanted-settings.ts";

/** The flags that `argent chat` and `argent rpc` share. */
export interface ConversationFlags extends SessionFlags, ConfigurationFlags {
  /** Names with commas between them. */
  tools?: string | undefined;
}

/** A conversation as it was asked for; who is asked about calls is added by the caller. */
export interface ConversationSetup extends ConversationOptions {
  /** What somebody should know before it begins. */
  warnings: readonly string[];
}

/**
 * What the flags, the process's environment and the settings say about a conversation. Servers that the settings name are
 * connected; `onClose` lets them go.
 *
 * @throws UsageError when another runtime is asked for, ToolError for a folder that is none and for settings that are wrong, AiError for a model that is not known or
 * has no key.
 */
export async function conversationFromFlags(
  flags: ConversationFlags,
  processEnv: Variables,
): Promise<ConversationSetup> {
  const configuration = await readConfiguration({ ...ambient(processEnv), flags });
  const { cwd, env, sessionFolder, settings } = configuration;
  requireArgent(env);
  const wanted = await wantedSettings(flags, configuration);
  const session = await sessionChoice(flags, cwd, env);
  const mcp = await openMcpTools(configuration, version());
  return {
    cwd,
    env,
    session,
    sessionFolder,
    ...wanted,
    approval: { mode: settings.approval?.mode, rules: settings.approval?.rules },
    openEnv: envOpener(configuration),
    skillFolders: settings.skillFolders,
    templateFolders: settings.templateFolders,
    extraTools: (workspace, approval) => mcp.tools(workspace, approval),
    toolNames: namesIn(flags.tools),
    compaction: settings.compaction,
    retry: settings.retry,
    steeringMode: settings.steeringMode,
    followUpMode: settings.followUpMode,
    maxTurns: settings.maxTurns,
    sis: lessonsForRuns(configuration),
    onClose: () => mcp.close(),
    warnings: [...configuration.warnings, ...mcp.warnings],
  };
}

/** A conversation is held open by Argent; Pi has a chat and an RPC mode of its own. */
function requireArgent(env: Variables): void {
  const { choice = "argent", reason } = readRuntimeFlag(env);
  if (choice === "argent") return;
  throw new UsageError(
    `${reason} asks for ${choice === "pi" ? "Pi" : "a comparison with Pi"}, which "argent run" can do. For a conversation use pi itself, or unset it.`,
  );
}
