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
  if (line.trim() === "") return { kind: "blank" };
  for (const match of line.matchAll(entryStart)) {
    const rest = match.index > 0 ? parseJson(line.slice(match.index)) : undefined;
    const parsed = rest && hasPlace(rest) ? classify(rest) : undefined;
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
    // A torn or foreign line is not an error but a finding of the caller.
    return line.startsWith(byteOrderMark) ? parseJson(line.slice(byteOrderMark.length)) : undefined;
  }
}

/** An entry or header as the type it says it is; `undefined` when it has no place in a tree. */
export function classify(value: Record<string, unknown>): ParsedLine | undefined {
  if (value.type === "session") {
    return isHeader(value) ? { kind: "header", header: value } : undefined;
  }
  if (isKnownEntry(value)) {
    fillContent(value);
    return { kind: "entry", entry: value };
  }
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

/** A tool call has a type and an id, too, and may be the last whole object in a message that was cut off. */
function hasPlace({ parentId, timestamp }: Record<string, unknown>): boolean {
  return (parentId === null || typeof parentId === "string") && typeof timestamp === "string";
}

function isHeader(value: unknown): value is SessionHeader {
  return isRecord(value) && typeof value.id === "string";
}

function isKnownEntry(value: unknown): value is SessionEntry {
  if (!isRecord(value) || typeof value.id !== "string" || !hasPlace(value)) return false;
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
      return typeof value.customType === "string";
    case "custom_message":
      return typeof value.customType === "string" && isContent(value.content);
    case "label":
      return typeof value.targetId === "string" && isTextOrAbsent(value.label);
    case "context_edit":
      return typeof value.targetId === "string" && isReplacement(value.replacement);
    case "session_info":
      return isTextOrAbsent(value.name);
    case "usage":
      return true;
    default:
      return false;
  }
}

/** What is shown to a model can be shown to it. Roles of a host are the host's business. */
function isMessage(message: Record<string, unknown>): boolean {
  switch (message.role) {
    case "user":
    case "custom":
      return isContent(message.content);
    case "assistant":
    case "toolResult":
      return typeof message.content !== "string" && isContent(message.content);
    case "bashExecution":
      return typeof message.command === "string" && typeof message.output === "string";
    case "branchSummary":
    case "compactionSummary":
      return typeof message.summary === "string";
    default:
      return typeof message.role === "string";
  }
}

/** Old files leave empty content out. Nobody but the reader has the entry yet, so it is filled in on the spot. */
function fillContent(entry: Record<string, unknown>): void {
  const holder = entry.type === "message" ? entry.message : entry;
  if (!isRecord(holder) || holder.content != null) return;
  if (entry.type === "custom_message" || rolesWithContent.has(holder.role)) holder.content = [];
}

const rolesWithContent: ReadonlySet<unknown> = new Set([
  "user",
  "custom",
  "assistant",
  "toolResult",
]);

function isContent(value: unknown): boolean {
  return (
    value == null || typeof value === "string" || (Array.isArray(value) && value.every(isBlock))
  );
}

function isBlock(value: unknown): boolean {
  if (!isRecord(value)) return false;
  if (value.type === "text") return typeof value.text === "string";
  if (value.type === "toolCall") return typeof value.name === "string" && isRecord(value.arguments);
  return typeof value.type === "string";
}

function isReplacement(value: unknown): boolean {
  return value === null || (isRecord(value) && value.content != null && isContent(value.content));
}

function isInForce(value: unknown): boolean {
  if (!isRecord(value) || typeof value.thinkingLevel !== "string") return false;
  return Array.isArray(value.labels) && value.labels.every(isRecord);
}

function isTextOrAbsent(value: unknown): boolean {
  return value == null || typeof value === "string";
}
