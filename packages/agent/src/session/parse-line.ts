import type { SessionEntry, SessionHeader } from "./entry.ts";

/** What a line of a session is. */
export type ParsedLine =
  | {
      readonly kind: "entry";
      readonly entry: SessionEntry;
      /** The line was broken in front of the entry. Default `false`. */
      readonly damaged?: boolean;
    }
  | { readonly kind: "header"; readonly header: SessionHeader }
  | { readonly kind: "blank" }
  | { readonly kind: "damaged" };

/**
 * Reads one line of a session. A line that is broken in front (a run of NUL bytes, or a torn line that the next entry
 * was glued to) still gives its entry, marked `damaged`.
 */
export function parseLine(line: string): ParsedLine {
  const value = parseJson(line);
  if (value !== undefined) return classify(value) ?? { kind: "damaged" };
  if (line.startsWith(byteOrderMark)) return parseLine(line.slice(byteOrderMark.length));
  if (line.trim() === "") return { kind: "blank" };
  for (const match of line.matchAll(entryStart)) {
    const rest = match.index > 0 ? parseJson(line.slice(match.index)) : undefined;
    const parsed = rest && classify(rest);
    if (parsed?.kind === "entry") return { ...parsed, damaged: true };
  }
  return { kind: "damaged" };
}

/** The object that a line holds, or `undefined`. */
export function parseJson(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined; // a torn or foreign line is not an error but a finding of the caller
  }
}

/** An entry or header as the type it says it is; `undefined` when it has no place in a tree. */
export function classify(value: Record<string, unknown>): ParsedLine | undefined {
  if (value.type === "session") {
    return isHeader(value) ? { kind: "header", header: value } : undefined;
  }
  if (isKnownEntry(value)) return { kind: "entry", entry: value };
  const { type, id, parentId, timestamp } = value;
  if (typeof type !== "string" || typeof id !== "string") return undefined;
  return {
    kind: "entry",
    entry: {
      type: "unknown",
      id,
      parentId: typeof parentId === "string" ? parentId : null,
      timestamp: typeof timestamp === "string" ? timestamp : "",
      raw: value,
    },
  };
}

/** Whether a value is an object and no array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Some editors write one at the beginning of a file. */
const byteOrderMark = "\ufeff";

/** Quotes inside of strings are escaped, so this can only match where an object of the log itself starts. */
const entryStart = /\{"type":"/g;

function isHeader(value: unknown): value is SessionHeader {
  return isRecord(value) && typeof value.id === "string";
}

function isKnownEntry(value: unknown): value is SessionEntry {
  if (!isRecord(value) || typeof value.id !== "string" || typeof value.timestamp !== "string") {
    return false;
  }
  if (value.parentId !== null && typeof value.parentId !== "string") return false;
  switch (value.type) {
    case "message":
      return isRecord(value.message) && isMessage(value.message);
    case "thinking_level_change":
      return typeof value.thinkingLevel === "string";
    case "model_change":
      return typeof value.provider === "string" && typeof value.modelId === "string";
    case "compaction":
      return (
        typeof value.summary === "string" &&
        typeof value.firstKeptEntryId === "string" &&
        (value.inForce === undefined || isInForce(value.inForce))
      );
    case "branch_summary":
      return typeof value.summary === "string";
    case "custom":
    case "custom_message":
      return typeof value.customType === "string";
    case "label":
      return typeof value.targetId === "string";
    case "context_edit":
      return typeof value.targetId === "string" && isReplacement(value.replacement);
    case "session_info":
    case "usage":
      return true;
    default:
      return false;
  }
}

/** What the model is sent has content that it can be sent; old files leave it out. Other roles are their owners' business. */
function isMessage({ role, content }: Record<string, unknown>): boolean {
  if (role === "user" && typeof content === "string") return true;
  if (role === "user" || role === "assistant" || role === "toolResult") {
    return content == null || (Array.isArray(content) && content.every(isRecord));
  }
  return typeof role === "string";
}

function isReplacement(value: unknown): boolean {
  if (value === null) return true;
  return isRecord(value) && (typeof value.content === "string" || Array.isArray(value.content));
}

function isInForce(value: unknown): boolean {
  return isRecord(value) && typeof value.thinkingLevel === "string" && Array.isArray(value.labels);
}
