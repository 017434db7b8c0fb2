import { assistant, toolResult, user } from "../../src/testing/messages.ts";

/** A session as Pi's first version wrote it, interrupted after one of two tool calls. */
export function oldSession(turns: number): string {
  const timestamp = "2025-11-20T12:00:00.000Z";
  const messages = Array.from({ length: turns }, (_, turn) => [
    user(`Turn ${turn}.`),
    assistant("", [`${turn}-a`, `${turn}-b`]),
    toolResult(`${turn}-a`),
    toolResult(`${turn}-b`),
  ]).flat();
  const lines = [
    { type: "session", id: "old", timestamp, cwd: "/project" },
    ...messages.slice(0, -1).map((message) => ({ type: "message", timestamp, message })),
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}
