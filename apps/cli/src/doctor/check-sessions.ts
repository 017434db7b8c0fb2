import { constants } from "node:fs";
import { access, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { sessionFolder, type Variables } from "@argent/tools/app";
import { ambient } from "../compose/ambient.ts";
import type { Check } from "./check.ts";

export async function checkSessions(env: Variables): Promise<Check> {
  const folder = sessionFolder(ambient(env));
  const existing = await nearestFolder(folder);
  try {
    await access(existing, constants.W_OK);
    const { bavail, bsize } = await statfs(existing);
    const free = Math.floor((bavail * bsize) / 1_000_000);
    return {
      name: "sessions",
      status: free < 50 ? "problem" : "ok",
      detail: `${folder} (${free} MB free)`,
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return {
      name: "sessions",
      status: "problem",
      detail: `${folder} cannot be written: ${reason}. Set VARGOS_SESSIONS_DIR.`,
    };
  }
}

/** The folder itself, or the closest one above it that exists. */
async function nearestFolder(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found || dirname(path) === path ? path : nearestFolder(dirname(path));
}
