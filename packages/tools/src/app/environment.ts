import { loadSettings } from "@argent/agent";
import { keyNamesFor } from "@argent/ai";
import type { Ambient, Variables } from "./ambient.ts";
import { expandPath } from "./expand-path.ts";
import { keyFile, keyIn, readKeys, type StoredKeys } from "./key-file.ts";
import { ownSettings } from "./settings-files.ts";

/**
 * The variables that everything works with: the program's, with the keys of the key file in the place of those of the same
 * provider, and the folders of the person's settings where no variable names them.
 *
 * @throws ToolError when there is a key file that cannot be read.
 */
export async function readEnvironment(ambient: Ambient): Promise<Variables> {
  const { files, globalFile } = ownSettings(ambient);
  const [keys, { settings }] = await Promise.all([
    readKeys(keyFile(ambient)),
    loadSettings({ env: files, globalFile }),
  ]);
  const env = withKeys(ambient.env, keys);
  const sessions = env.VARGOS_SESSIONS_DIR?.trim() || settings.sessionsDir;
  const workspace = env.VARGOS_WORKSPACE?.trim() || settings.workspace;
  if (sessions) env.VARGOS_SESSIONS_DIR = expandPath(sessions, ambient);
  if (workspace) env.VARGOS_WORKSPACE = expandPath(workspace, ambient);
  return env;
}

/** A stored key takes the first name of its provider, and the other names go: an older key must not win. */
function withKeys(variables: Variables, keys: StoredKeys): Variables {
  const env = { ...variables };
  for (const provider of Object.keys(keys)) {
    const key = keyIn(keys, provider);
    const [name, ...others] = keyNamesFor(provider);
    if (key === undefined || name === undefined) continue;
    env[name] = key;
    for (const other of others) delete env[other];
  }
  return env;
}
