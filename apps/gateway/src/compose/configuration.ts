import { join } from "node:path";
import { createTrustStore, loadSettings, type Settings } from "@argent/agent";
import { AiError } from "@argent/ai";
import { localEnv, repositoryOf, sessionFolderIn } from "@argent/tools";
import { argentFolder, expandPath, workingFolder } from "./places.ts";

export interface ConfigurationInput {
  /** The folder that a flag names. */
  cwd?: string | undefined;
  env: Record<string, string | undefined>;
  /** The user's home folder. */
  userHome: string;
  /** The folder that the program was started in. */
  startedIn: string;
}

/** What the command line, the environment and both settings files say together. */
export interface Configuration {
  /** The folder that tools work in. */
  cwd: string;
  env: Record<string, string | undefined>;
  /** Where the owner's own things lie. */
  home: string;
  sessionFolder: string;
  settings: Settings;
  /** What the owner should know before it begins. */
  warnings: readonly string[];
}

/** @throws AiError `invalid_request` for a folder that is none, and for settings that must be repaired first. */
export async function readConfiguration({
  cwd: named,
  env,
  userHome,
  startedIn,
}: ConfigurationInput): Promise<Configuration> {
  const home = argentFolder(env);
  const files = localEnv({ cwd: home, env });
  try {
    const globalFile = join(home, "settings.json");
    const own = (await loadSettings({ env: files, globalFile })).settings;
    const workspace = env.VARGOS_WORKSPACE?.trim() || own.workspace;
    const cwd = await workingFolder(named ?? workspace ?? startedIn);
    const { settings, problems } = await loadSettings({
      env: files,
      globalFile,
      projectFolder: (await repositoryOf(files, cwd)) ?? cwd,
      isTrusted: createTrustStore(files, join(home, "trust.json")).isTrusted,
      // Who writes while a run works talks to that run, unless the owner wants it otherwise.
      defaults: { queue: { mode: "steer" } },
    });
    const errors = problems.filter(({ severity }) => severity === "error");
    if (errors.length > 0)
      throw new AiError("invalid_request", errors.map(({ message }) => message).join("\n"));
    const sessions = env.VARGOS_SESSIONS_DIR?.trim() || settings.sessionsDir;
    const expanded = (folders: readonly string[] = []) => folders.map(expandPath);
    return {
      cwd,
      env,
      home,
      sessionFolder: sessions ? expandPath(sessions) : sessionFolderIn(userHome),
      settings: {
        ...settings,
        // Only the owner's own: what lies in the working folder is not trusted because it lies there.
        skillFolders: [...expanded(settings.skillFolders), join(home, "skills")],
        templateFolders: [...expanded(settings.templateFolders), join(home, "prompts")],
      },
      warnings: problems.map(({ message, code }) =>
        code === "untrusted" ? `${message} (argent trust)` : message,
      ),
    };
  } finally {
    await files.close();
  }
}
