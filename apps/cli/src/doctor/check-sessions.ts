import { sessionFolder, type Variables } from "@argent/tools/app";
import { ambient } from "../compose/ambient.ts";
import { folderRoom } from "../sessions/folder-room.ts";
import type { Check } from "./check.ts";

/** Megabytes that should be free. */
const least = 50;

export async function checkSessions(env: Variables): Promise<Check> {
  const folder = sessionFolder(ambient(env));
  try {
    const free = Math.floor((await folderRoom(folder)) / 1_000_000);
    const detail = `${folder} (${free} MB free)`;
    if (free >= least) return { name: "sessions", status: "ok", detail };
    const advice = "Make room, or set VARGOS_SESSIONS_DIR.";
    return { name: "sessions", status: "problem", detail: `${detail}. ${advice}` };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return {
      name: "sessions",
      status: "problem",
      detail: `${folder} cannot be written: ${reason}. Set VARGOS_SESSIONS_DIR.`,
    };
  }
}
