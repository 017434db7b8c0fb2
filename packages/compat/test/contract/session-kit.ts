import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SessionEntry, SessionManager } from "../../src/pi-coding-agent/index.ts";
import type { PiModules } from "./contract.ts";

export const user = (text: string) => ({ role: "user" as const, content: text, timestamp: 1 });

const cost = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 };

/** An answer, as a vendor counted it. */
export const answer = (text: string, totalTokens = 10) => ({
  role: "assistant" as const,
  content: [{ type: "text" as const, text }],
  api: "scripted",
  provider: "faux",
  model: "faux-1",
  usage: { input: 4, output: 6, cacheRead: 0, cacheWrite: 0, totalTokens, cost },
  stopReason: "stop" as const,
  timestamp: 2,
});

/** An answer that calls tools, each with a path. */
export const calling = (...calls: [id: string, name: string, path: string][]) => ({
  ...answer(""),
  content: calls.map(([id, name, path]) => ({
    type: "toolCall" as const,
    id,
    name,
    arguments: { path },
  })),
  stopReason: "toolUse" as const,
});

export const result = (toolCallId: string, text: string) => ({
  role: "toolResult" as const,
  toolCallId,
  toolName: "read",
  content: [{ type: "text" as const, text }],
  isError: false,
  timestamp: 3,
});

/** With `#0`, `#1` … for the ids of the entries, in the order of the session. */
export function withoutIds(session: Pick<SessionManager, "getEntries">, value: unknown): unknown {
  return numbered(session.getEntries(), value);
}

export function numbered(entries: readonly SessionEntry[], value: unknown): unknown {
  let json = JSON.stringify(value ?? null);
  for (const [index, { id }] of entries.entries()) {
    if (id) json = json.replaceAll(`"${id}"`, `"#${index}"`);
  }
  return JSON.parse(json);
}

/** Runs a case in a folder of its own. */
export async function inFolder<Value>(run: (folder: string) => Promise<Value>): Promise<Value> {
  const folder = await mkdtemp(join(tmpdir(), "argent-contract-"));
  try {
    return await run(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Writes lines to a file: objects as JSON, texts as they are. */
export async function fileWith(path: string, lines: readonly (object | string)[]): Promise<string> {
  const texts = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line)));
  await writeFile(path, texts.map((text) => `${text}\n`).join(""));
  return path;
}

/** The types of the lines of a file, in its order. */
export async function typesIn(path: string): Promise<string[]> {
  const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
  return lines.map((line) => {
    try {
      return JSON.parse(line).type;
    } catch {
      return "damaged";
    }
  });
}

export const header = {
  type: "session",
  version: 3,
  id: "s",
  timestamp: "2026-01-02T03:04:05.000Z",
  cwd: "/w",
};

/** An entry as it stands in a file. */
export function line(type: string, id: string, parentId: string | null, more: object) {
  return { type, id, parentId, timestamp: "2026-01-02T03:04:06.000Z", ...more };
}

/** The texts of a context. */
export function said(context: ReturnType<PiModules["coding"]["buildSessionContext"]>): string[] {
  return JSON.parse(JSON.stringify(context.messages)).map(
    (message: { role: string; content?: unknown; summary?: string }) =>
      `${message.role}: ${message.summary ?? textOf(message.content)}`,
  );
}

function textOf(content: unknown): string {
  if (!Array.isArray(content)) return String(content ?? "");
  return content.map((block) => block.text ?? block.type).join("|");
}
