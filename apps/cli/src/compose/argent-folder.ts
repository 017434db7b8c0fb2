import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** Where keys, settings and sessions lie: `ARGENT_HOME`, else `~/.argent`. */
export function argentFolder(env: Record<string, string | undefined>): string {
  const named = env.ARGENT_HOME?.trim();
  return named ? resolve(named) : join(homedir(), ".argent");
}
