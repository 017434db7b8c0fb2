import type { CodingAgentMessage } from "../messages/custom-messages.ts";
import type { SessionEntry } from "../session/session-entry.ts";

/** The files that tools were called for. */
export interface FileOperations {
  read: Set<string>;
  written: Set<string>;
  edited: Set<string>;
}

/** What a summary's entry carries for the next one. */
export interface FileLists {
  /** Those that were only read. */
  readFiles: string[];
  modifiedFiles: string[];
}

export function emptyFileOperations(): FileOperations {
  return { read: new Set(), written: new Set(), edited: new Set() };
}

/** Adds what the calls of an answer were for. */
export function noteCalls(operations: FileOperations, message: CodingAgentMessage): void {
  if (message.role !== "assistant") return;
  for (const block of message.content) {
    if (block.type !== "toolCall") continue;
    const kind = kinds.get(block.name);
    const path: unknown = block.arguments.path;
    if (kind && typeof path === "string" && path) operations[kind].add(path);
  }
}

/** Adds the lists of an earlier summary, unless an extension wrote it. */
export function noteEarlierLists(
  operations: FileOperations,
  entry: Extract<SessionEntry, { type: "compaction" | "branch_summary" }>,
): void {
  if (entry.fromHook) return;
  for (const path of listIn(entry.details, "readFiles")) operations.read.add(path);
  for (const path of listIn(entry.details, "modifiedFiles")) operations.edited.add(path);
}

export function fileLists({ read, written, edited }: FileOperations): FileLists {
  const modified = new Set([...edited, ...written]);
  const readFiles = [...read].filter((path) => !modified.has(path)).sort();
  return { readFiles, modifiedFiles: [...modified].sort() };
}

/** The lists as they stand behind a summary. */
export function renderFileLists({ readFiles, modifiedFiles }: FileLists): string {
  return block("read-files", readFiles) + block("modified-files", modifiedFiles);
}

/** Pi's tools and Argent's. */
const kinds: ReadonlyMap<string, keyof FileOperations> = new Map([
  ["read", "read"],
  ["read_file", "read"],
  ["write", "written"],
  ["write_file", "written"],
  ["edit", "edited"],
  ["edit_file", "edited"],
]);

function listIn(details: unknown, name: string): string[] {
  if (typeof details !== "object" || details === null) return [];
  const list: unknown = Object.getOwnPropertyDescriptor(details, name)?.value;
  return Array.isArray(list) ? list.filter((path) => typeof path === "string") : [];
}

function block(name: string, paths: readonly string[]): string {
  return paths.length === 0 ? "" : `\n\n<${name}>\n${paths.join("\n")}\n</${name}>`;
}
