import { user } from "../src/testing/messages.ts";

const timestamp = "2026-01-01T00:00:00.000Z";

/** The first line of a session file, as Pi writes it. */
export const headerLine = `${JSON.stringify({ type: "session", version: 3, id: "s", timestamp, cwd: "/p" })}\n`;

/** The line of a message. */
export function entryLine(
  id: string,
  parentId: string | null,
  message: object = user(`text ${id}`),
): string {
  return `${JSON.stringify({ type: "message", id, parentId, timestamp, message })}\n`;
}
