import { homedir } from "node:os";
import { join } from "node:path";

/** Where Pi keeps what is the user's: `PI_CODING_AGENT_DIR`, else `~/.pi/agent`. */
export function getAgentDir(): string {
  const given = process.env.PI_CODING_AGENT_DIR;
  if (!given) return join(homedir(), ".pi", "agent");
  return given === "~" || given.startsWith("~/") ? homedir() + given.slice(1) : given;
}
