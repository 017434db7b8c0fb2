import { execFileSync } from "node:child_process";

/** Whether tests in a real terminal are run: where tmux is, and where `ARGENT_REQUIRE_TMUX` insists on it. */
export function hasTmux(): boolean {
  if (process.env.ARGENT_REQUIRE_TMUX) return true;
  try {
    execFileSync("tmux", ["-V"]);
    return true;
  } catch {
    return false; // not installed
  }
}
