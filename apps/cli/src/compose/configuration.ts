import { dirname, join } from "node:path";
import { type LoadedSettings, loadSettings, type Settings } from "@argent/agent";
import type { ThinkingLevel } from "@argent/ai";
import { type ApprovalMode, localEnv, repositoryOf } from "@argent/tools";
import { UsageError } from "../usage-error.ts";
import { argentFolder } from "./argent-folder.ts";
import { readEnvironment, type Variables } from "./environment.ts";
import { expandPath } from "./expand-path.ts";
import { ownSettings } from "./settings-files.ts";
import { workingFolder } from "./working-folder.ts";

/** The flags that settings have a word for. */
export interface ConfigurationFlags {
  cwd?: string | undefined;
  model?: string | undefined;
  provider?: string | undefined;
  thinking?: ThinkingLevel | undefined;
  approve?: ApprovalMode | undefined;
  readOnly?: boolean | undefined;
  sandbox?: boolean | undefined;
  maxTurns?: number | undefined;
}

/** What the command line, the environment and both settings files say together. */
export interface Configuration {
  /** The folder to work in. */
  cwd: string;
  env: Variables;
  /** Where the person's own things lie. */
  home: string;
  settings: Settings;
  /** What somebody should know before it begins. */
  warnings: readonly string[];
}

/** @throws UsageError for a folder that is none, and for settings that have to be repaired before anything runs. */
export async function readConfiguration(
  flags: ConfigurationFlags,
  processEnv: Variables,
): Promise<Configuration> {
  const env = await readEnvironment(processEnv);
  const cwd = await workingFolder(flags.cwd ?? env.VARGOS_WORKSPACE ?? process.cwd());
  const { settings, problems } = await loadAllSettings(cwd, processEnv, flags);
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new UsageError(errors.map(({ message }) => message).join("\n"));
  const expanded = (folders: readonly string[] | undefined) => folders?.map(expandPath) ?? [];
  const home = argentFolder(env);
  return {
    cwd,
    env,
    home,
    settings: {
      ...settings,
      // Only the person's own: what lies in the working folder is not trusted because it lies there.
      skillFolders: [...expanded(settings.skillFolders), join(home, "skills")],
      templateFolders: [...expanded(settings.templateFolders), join(home, "prompts")],
    },
    warnings: problems.map(({ message, code }) =>
      code === "untrusted" ? `${message} (argent trust)` : message,
    ),
  };
}

/** Both files under the flags; nothing is thrown for what is wrong in them. */
export async function loadAllSettings(
  cwd: string,
  processEnv: Variables,
  flags: ConfigurationFlags = {},
): Promise<LoadedSettings> {
  const { files, globalFile, trust } = ownSettings(processEnv);
  const projectFolder = await projectFolderOf(cwd);
  const isOwn = dirname(globalFile) === join(projectFolder, ".argent");
  const mode = flags.readOnly ? "read-only" : flags.approve;
  return loadSettings({
    env: files,
    globalFile,
    ...(!isOwn && { projectFolder }),
    isTrusted: trust.isTrusted,
    flags: {
      model: flags.model,
      provider: flags.provider,
      thinking: flags.thinking,
      maxTurns: flags.maxTurns,
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
