import { homedir } from "node:os";
import { sessionFolderIn } from "@argent/tools";

export function sessionFolder(env: Record<string, string | undefined>): string {
  return env.VARGOS_SESSIONS_DIR?.trim() || sessionFolderIn(homedir());
}
