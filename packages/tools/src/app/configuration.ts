import { join } from "node:path";
import {
  type LoadedSettings,
  loadSettings,
  type PartialSettings,
  type Settings,
} from "@argent/agent";
import type { ThinkingLevel } from "@argent/ai";
import type { ApprovalMode } from "../approval/approval-mode.ts";
import { localEnv } from "../env/local-env.ts";
import { repositoryOf } from "../search/walk.ts";
import { ToolError } from "../tool-error.ts";
import type { Ambient, Variables } from "./ambient.ts";
import { argentFolder } from "./argent-folder.ts";
import { readEnvironment } from "./environment.ts";
import { expandPath } from "./expand-path.ts";
import { sessionFolder } from "./session-folder.ts";
import { ownSettings } from "./settings-files.ts";
import { workingFolder } from "./working-folder.ts";

/** The flags that settings have a word for. */
export interface ConfigurationFlags {
  /** The folder to work in. */
  cwd?: string | undefined;
  /** An id or a name that `resolveModel` understands. */
  model?: string | undefined;
  /** Which provider's model is meant. */
  provider?: string | undefined;
  /** How much the model should think. */
  thinking?: ThinkingLevel | undefined;
  /** What tools may do without being asked about. */
  approve?: ApprovalMode | undefined;
  /** `true` is the approval mode `read-only`, and wins over `approve`. */
  readOnly?: boolean | undefined;
  /** `true`: commands run isolated or not at all. */
  sandbox?: boolean | undefined;
  /** The most provider calls of one run. */
  maxTurns?: number | undefined;
  /** Whether lessons are learned from runs and shown in them. */
  lessons?: boolean | undefined;
}

/** Everything that settings are read from. */
export interface ConfigurationInput extends Ambient {
  /** They win over every other source. Default: none. */
  flags?: ConfigurationFlags | undefined;
  /** What holds when nobody says anything. */
  defaults?: PartialSettings | undefined;
}

/** What the command line, the environment and both settings files say together. */
export interface Configuration {
  /** The folder to work in. */
  cwd: string;
  env: Variables;
  /** Where the person's own things lie. */
  folder: string;
  sessionFolder: string;
  settings: Settings;
  /** What somebody should know before it begins. */
  warnings: readonly string[];
}

/**
 * Tools work in the folder of a flag, else in `VARGOS_WORKSPACE`, else in the `workspace` of the settings, else where the
 * program was started.
 *
 * @throws ToolError `not_found` or `not_directory` for a folder that is none, `invalid` for settings that have to be
 *   repaired before anything runs, and what `readEnvironment` throws.
 */
export async function readConfiguration(input: ConfigurationInput): Promise<Configuration> {
  const { flags = {} } = input;
  const env = await readEnvironment(input);
  const cwd = await workingFolder(flags.cwd ?? env.VARGOS_WORKSPACE ?? input.cwd, input);
  const { settings, problems } = await loadAllSettings(cwd, input);
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0)
    throw new ToolError("invalid", errors.map(({ message }) => message).join("\n"));
  const folder = argentFolder(input);
  const expanded = (folders: readonly string[] = []) =>
    folders.map((path) => expandPath(path, input));
  return {
    cwd,
    env,
    folder,
    sessionFolder: sessionFolder({ ...input, env }),
    settings: {
      ...settings,
      // Only the person's own: what lies in the working folder is not trusted because it lies there.
      skillFolders: [...expanded(settings.skillFolders), join(folder, "skills")],
      templateFolders: [...expanded(settings.templateFolders), join(folder, "prompts")],
    },
    warnings: problems.map(({ message, code }) =>
      code === "untrusted" ? `${message} (argent trust)` : message,
    ),
  };
}

/** Both files under the flags, for a folder to work in; nothing is thrown for what is wrong in them. */
export async function loadAllSettings(
  cwd: string,
  { flags = {}, defaults, ...ambient }: ConfigurationInput,
): Promise<LoadedSettings> {
  const { files, globalFile, trust } = ownSettings(ambient);
  const mode = flags.readOnly ? "read-only" : flags.approve;
  return loadSettings({
    env: files,
    globalFile,
    projectFolder: await projectFolderOf(cwd),
    isTrusted: trust.isTrusted,
    defaults,
    flags: {
      model: flags.model,
      provider: flags.provider,
      thinking: flags.thinking,
      maxTurns: flags.maxTurns,
      lessons: flags.lessons,
      approval: mode && { mode },
      sandbox: flags.sandbox ? "require" : undefined,
    },
  });
}

/** The repository that the folder is in, else the folder itself. */
async function projectFolderOf(cwd: string): Promise<string> {
  const env = localEnv({ cwd });
  try {
    return (await repositoryOf(env, cwd)) ?? cwd;
  } finally {
    await env.close();
  }
}
