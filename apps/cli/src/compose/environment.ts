import { loadSettings } from "@argent/agent";
import { keyNamesFor } from "@argent/ai";
import { authFile, keyIn, readKeys } from "../auth/auth-file.ts";
import { expandPath } from "./expand-path.ts";
import { ownSettings } from "./settings-files.ts";

export type Variables = Record<string, string | undefined>;

/**
 * The variables that everything works with: the process's, with the keys of the auth file in the place of those of the same
 * provider, and the folders of the person's settings where no variable names them.
 */
export async function readEnvironment(processEnv: Variables): Promise<Variables> {
  const { files, globalFile } = ownSettings(processEnv);
  const [keys, { settings }] = await Promise.all([
    readKeys(authFile(processEnv)),
    loadSettings({ env: files, globalFile }),
  ]);
  const env = { ...processEnv };
  for (const provider of Object.keys(keys)) {
    const key = keyIn(keys, provider);
    const [name, ...others] = keyNamesFor(provider);
    if (key === undefined || name === undefined) continue;
    env[name] = key;
    for (const other of others) delete env[other];
  }
  const sessions = env.VARGOS_SESSIONS_DIR?.trim() || settings.sessionsDir;
  const workspace = env.VARGOS_WORKSPACE?.trim() || settings.workspace;
  if (sessions) env.VARGOS_SESSIONS_DIR = expandPath(sessions);
  if (workspace) env.VARGOS_WORKSPACE = expandPath(workspace);
  return env;
}
