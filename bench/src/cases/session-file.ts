import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

export interface SessionFileOptions {
  path: string;
  /** Messages, about 1 KB each. */
  messages: number;
  /** A compaction at the end keeps so many of them. */
  kept?: number | undefined;
}

/** Writes a session in Pi's format, version 3: a line of messages, the user's and the model's in turn. */
export async function writeSessionFile(options: SessionFileOptions): Promise<void> {
  await mkdir(dirname(options.path), { recursive: true });
  const file = createWriteStream(options.path);
  for (const line of sessionLines(options)) {
    if (!file.write(`${JSON.stringify(line)}\n`)) await once(file, "drain");
  }
  file.end();
  await once(file, "close");
}

const timestamp = "2026-01-01T00:00:00.000Z";

function* sessionLines({ messages, kept }: SessionFileOptions): Generator<object> {
  yield { type: "session", version: 3, id: "0198-bench", timestamp, cwd: "/" };
  for (let index = 0; index < messages; index++) {
    const parentId = index === 0 ? null : idOf(index - 1);
    const message = index % 2 === 0 ? userMessage(index) : assistantMessage(index);
    yield { type: "message", id: idOf(index), parentId, timestamp, message };
  }
  if (kept === undefined) return;
  yield {
    type: "compaction",
    id: idOf(messages),
    parentId: idOf(messages - 1),
    timestamp,
    summary: "What came before, in short.",
    firstKeptEntryId: idOf(messages - kept),
    tokensBefore: 100_000,
  };
}

function idOf(index: number): string {
  return index.toString(16).padStart(8, "0");
}

const paragraph = 'A sentence of an ordinary answer, with a "quote" and a line feed.\n'.repeat(9);

export function userMessage(index: number) {
  const text = `Question ${index}. ${paragraph}`;
  return { role: "user", content: [{ type: "text", text }], timestamp: index };
}

export function assistantMessage(index: number) {
  return {
    role: "assistant",
    content: [{ type: "text", text: `Answer ${index}. ${paragraph}` }],
    api: "anthropic-messages",
    provider: "anthropic",
    model: "claude-bench",
    usage: {
      input: 1000,
      output: 200,
      cacheRead: 500,
      cacheWrite: 0,
      totalTokens: 1700,
      cost: { input: 0.001, output: 0.002, cacheRead: 0, cacheWrite: 0, total: 0.003 },
    },
    stopReason: "stop",
    timestamp: index,
  };
}
