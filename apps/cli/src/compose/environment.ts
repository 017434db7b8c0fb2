import { keyNamesFor } from "@argent/ai";
import { authFile, keyIn, readKeys } from "../auth/auth-file.ts";

/**
 * The variables that everything works with: the process's, with the keys of the auth file in the place of those of the
 * same provider.
 */
export async function readEnvironment(
  processEnv: Record<string, string | undefined>,
): Promise<Record<string, string | undefined>> {
  const keys = await readKeys(authFile(processEnv));
  const env = { ...processEnv };
  for (const provider of Object.keys(keys)) {
    const key = keyIn(keys, provider);
    const [name, ...others] = keyNamesFor(provider);
    if (key === undefined || name === undefined) continue;
    env[name] = key;
    for (const other of others) delete env[other];
  }
  return env;
}
