import { join } from "node:path";
import type { Ambient } from "./ambient.ts";
import { expandPath } from "./expand-path.ts";

/** Where keys, settings and sessions lie: `ARGENT_HOME`, else `~/.argent`. */
export function argentFolder(ambient: Ambient): string {
  const named = ambient.env.ARGENT_HOME?.trim();
  return named ? expandPath(named, ambient) : join(ambient.home, ".argent");
}
