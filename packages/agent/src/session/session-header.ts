import { randomBytes } from "node:crypto";
import type { SessionHeader } from "./entry.ts";
import { currentVersion } from "./migrate.ts";

/**
 * The header of a new session. `now` is in milliseconds since the epoch; the default id is a UUID that sorts by time.
 */
export function newHeader(
  now: number,
  {
    cwd,
    id,
    parentSession,
  }: Pick<SessionHeader, "cwd" | "parentSession"> & { id?: string | undefined },
): SessionHeader {
  return {
    type: "session",
    version: currentVersion,
    id: id ?? timeOrderedUuid(now),
    timestamp: new Date(now).toISOString(),
    cwd,
    ...(parentSession !== undefined && { parentSession }),
  };
}

/** A UUID of version 7 (RFC 9562 §5.7): milliseconds first, then random bits. */
function timeOrderedUuid(now: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}
