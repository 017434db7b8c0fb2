import { join } from "node:path";
import type { Ambient } from "./ambient.ts";
import { argentFolder } from "./argent-folder.ts";
import { expandPath } from "./expand-path.ts";

/**
 * Where sessions lie: `VARGOS_SESSIONS_DIR`, else `sessions` in the `argentFolder`. What the settings say counts once it
 * is in the variables, as `readEnvironment` puts it there.
 */
export function sessionFolder(ambient: Ambient): string {
  const named = ambient.env.VARGOS_SESSIONS_DIR?.trim();
  return named ? expandPath(named, ambient) : join(argentFolder(ambient), "sessions");
}
