import { normalize } from "node:path";
import { type ToolCall, type ToolResultMessage, toolCallsOf } from "@argent/ai";
import type { BashExecutionMessage } from "../message.ts";
import type { SessionEntry } from "../session/entry.ts";
import { textOfMessage } from "./entry-text.ts";
import { excerpt } from "./estimate-tokens.ts";

/** What was done to files, which commands ran and what is still broken; each list with the newest last. Plain JSON. */
export interface FileLedger {
  files: LedgerFile[];
  commands: LedgerCommand[];
  /** Failures that no later success of the same kind has made good. */
  errors: LedgerError[];
}

export interface LedgerFile {
  /** Relative to the session's working directory when it lies below it. */
  path: string;
  isRead: boolean;
  /** `"written"`: the tool did not say whether the file was there before. Absent: not changed. */
  change?: "created" | "edited" | "written" | undefined;
}

export interface LedgerCommand {
  command: string;
  /** The exit code, or what is known without one. */
  outcome: number | "failed" | "timeout" | "aborted";
}

export interface LedgerError {
  /** The kind of action and what it was done to; a success with the same key closes it. */
  key: string;
  message: string;
}

export const emptyLedger: FileLedger = { files: [], commands: [], errors: [] };

/**
 * The ledger after some more entries of the same branch. It knows Argent's and Pi's names of the tools that read, write,
 * edit and run commands, and takes facts from typed fields only. Folding the same entries again changes nothing.
 */
export function foldLedger(
  ledger: FileLedger,
  entries: readonly SessionEntry[],
  cwd: string,
): FileLedger {
  const files = new Map(ledger.files.map((file) => [file.path, file]));
  const commands = new Map(ledger.commands.map((command) => [command.command, command]));
  const errors = new Map(ledger.errors.map((error) => [error.key, error]));
  const calls = new Map<string, ToolCall>();

  function noteResult(call: ToolCall, result: ToolResultMessage): void {
    const action = actionOf(call, cwd);
    if (action.kind === "run") noteCommand(action.subject, outcomeOf(result));
    if (result.isError) noteError(action, textOfMessage(result));
    else {
      errors.delete(keyOf(action));
      if (action.kind === "read") noteFile(action.subject, { isRead: true });
      if (action.kind === "change") noteFile(action.subject, { change: changeOf(call, result) });
    }
  }

  function noteFile(path: string, fact: Partial<LedgerFile>): void {
    const known = files.get(path) ?? { path, isRead: false };
    files.delete(path);
    const change = known.change === "created" ? known.change : (fact.change ?? known.change);
    files.set(path, { ...known, ...fact, ...(change && { change }) });
  }

  function noteCommand(command: string, outcome: LedgerCommand["outcome"]): void {
    commands.delete(command);
    commands.set(command, { command, outcome });
  }

  function noteError(action: Action, text: string): void {
    const key = keyOf(action);
    errors.delete(key);
    errors.set(key, { key, message: oneLine(text, 60) });
  }

  function noteExecution(message: BashExecutionMessage): void {
    if (message.excludeFromContext) return;
    const action: Action = { kind: "run", subject: oneLine(message.command, 100) };
    const outcome = message.cancelled ? "aborted" : (message.exitCode ?? "failed");
    noteCommand(action.subject, outcome);
    if (outcome === 0) errors.delete(keyOf(action));
    else noteError(action, message.output);
  }

  for (const entry of entries) {
    if (entry.type !== "message") continue;
    const { message } = entry;
    if (message.role === "assistant") {
      for (const call of toolCallsOf(message)) calls.set(call.id, call);
    } else if (message.role === "toolResult") {
      const call = calls.get(message.toolCallId);
      if (call) noteResult(call, message);
    } else if (message.role === "bashExecution") {
      noteExecution(message);
    }
  }
  return {
    files: [...files.values()],
    commands: [...commands.values()].slice(-mostCommands),
    errors: [...errors.values()].slice(-mostErrors),
  };
}

/** Older ones are forgotten; files never are. */
const mostCommands = 200;
const mostErrors = 50;

interface Action {
  /** Another tool's name stands for itself. */
  kind: "read" | "change" | "run" | (string & {});
  subject: string;
}

const kinds: Readonly<Record<string, Action["kind"]>> = {
  read: "read",
  read_file: "read",
  write: "change",
  write_file: "change",
  edit: "change",
  edit_file: "change",
  bash: "run",
};

function actionOf({ name, arguments: given }: ToolCall, cwd: string): Action {
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  const { path, command } = given;
  if ((kind === "read" || kind === "change") && typeof path === "string") {
    return { kind, subject: relativePath(path, cwd) };
  }
  if (kind === "run" && typeof command === "string") {
    return { kind, subject: oneLine(command, 100) };
  }
  return { kind: name, subject: oneLine(JSON.stringify(given), 40) };
}

function keyOf({ kind, subject }: Action): string {
  return `${kind} ${subject}`;
}

/** Writing over a file is an edit of it. Pi's tool does not say which it was. */
function changeOf({ name }: ToolCall, { details }: ToolResultMessage): LedgerFile["change"] {
  if (name === "edit" || name === "edit_file") return "edited";
  const created = fieldOf(details, "created");
  if (typeof created !== "boolean") return "written";
  return created ? "created" : "edited";
}

function outcomeOf({ details, isError }: ToolResultMessage): LedgerCommand["outcome"] {
  const endedBy = fieldOf(details, "endedBy");
  if (endedBy === "timeout") return "timeout";
  if (endedBy === "abort") return "aborted";
  const exitCode = fieldOf(details, "exitCode");
  if (typeof exitCode === "number") return exitCode;
  return isError ? "failed" : 0;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.getOwnPropertyDescriptor(value, name)?.value
    : undefined;
}

/** One name for a file, however it was written down. */
function relativePath(path: string, cwd: string): string {
  const plain = normalize(path);
  const folder = normalize(`${cwd}/`);
  return cwd !== "" && plain.startsWith(folder) ? plain.slice(folder.length) : plain;
}

function oneLine(text: string, tokens: number): string {
  return excerpt(text.trim(), tokens, () => " [...] ").replaceAll(/\s+/g, " ");
}
