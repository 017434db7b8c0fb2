import { homedir } from "node:os";
import { join } from "node:path";
import { sessionFolder, type Variables } from "@argent/tools/app";
import { ambient } from "../compose/ambient.ts";

/** Where sessions lie: ours first, then Pi's, which are opened in place. */
export function sessionFolders(env: Variables): string[] {
  return [sessionFolder(ambient(env)), piSessionFolder(env)];
}

function piSessionFolder(env: Variables): string {
  const named = env.PI_CODING_AGENT_SESSION_DIR?.trim();
  const agentFolder = env.PI_CODING_AGENT_DIR?.trim() || join(homedir(), ".pi", "agent");
  return named || join(agentFolder, "sessions");
}
