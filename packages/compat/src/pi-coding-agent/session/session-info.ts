import { readFile, stat } from "node:fs/promises";
import { isRecord, parseJson } from "@argent/agent/session-format";

export interface SessionInfo {
  path: string;
  id: string;
  /** Empty in files that do not say. */
  cwd: string;
  /** What people called it. */
  name?: string | undefined;
  /** The file that it goes on from. */
  parentSessionPath?: string | undefined;
  created: Date;
  /** When the user or the model last said something. */
  modified: Date;
  messageCount: number;
  /** `(no messages)` when the user said nothing. */
  firstMessage: string;
  /** Everything that the user and the model said. */
  allMessagesText: string;
}

/** Reads a whole session file of any version; `undefined` when it is no session or cannot be read. */
export async function readSessionInfo(path: string): Promise<SessionInfo | undefined> {
  try {
    const [text, { mtime }] = await Promise.all([readFile(path, "utf8"), stat(path)]);
    return infoOf(path, text, mtime);
  } catch {
    return undefined; // one file that cannot be read must not hide the others
  }
}

function infoOf(path: string, text: string, writtenAt: Date): SessionInfo | undefined {
  const [header, ...entries] = text
    .split("\n")
    .map(parseJson)
    .filter((record) => record !== undefined);
  if (header?.type !== "session" || typeof header.id !== "string") return undefined;
  const created = new Date(textOr(header.timestamp, ""));
  const messages = entries.filter(({ type }) => type === "message");
  const said = messages.flatMap(saying);
  const modified = said.reduce((latest, { time }) => Math.max(latest, time), 0);
  const startedAt = Number.isNaN(created.getTime()) ? writtenAt : created;
  const nameEntry = entries.findLast(({ type }) => type === "session_info");
  const texts = said.filter((each) => each.text !== "");
  return {
    path,
    id: header.id,
    cwd: textOr(header.cwd, ""),
    name: textOr(nameEntry?.name, "").trim() || undefined,
    parentSessionPath: textOr(header.parentSession, "") || undefined,
    created,
    modified: modified > 0 ? new Date(modified) : startedAt,
    messageCount: messages.length,
    firstMessage: texts.find(({ role }) => role === "user")?.text ?? "(no messages)",
    allMessagesText: texts.map((each) => each.text).join(" "),
  };
}

interface Saying {
  role: "user" | "assistant";
  text: string;
  /** Milliseconds since the epoch; 0 when nobody says. */
  time: number;
}

function saying(entry: Record<string, unknown>): Saying[] {
  const { message, timestamp } = entry;
  if (!isRecord(message) || !("content" in message)) return [];
  const { role } = message;
  if (role !== "user" && role !== "assistant") return [];
  const time =
    typeof message.timestamp === "number"
      ? message.timestamp
      : Date.parse(textOr(timestamp, "")) || 0;
  return [{ role, text: wordsOf(message.content), time }];
}

function wordsOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .flatMap((block) => (isRecord(block) && block.type === "text" ? [textOr(block.text, "")] : []))
    .join(" ");
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}
