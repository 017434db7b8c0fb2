import { homedir } from "node:os";
import type { Ambient, Variables } from "@argent/tools/app";

/** What this process was started with; other variables in the place of its own. */
export function ambient(env: Variables = process.env): Ambient {
  return { env, home: homedir(), cwd: process.cwd() };
}
