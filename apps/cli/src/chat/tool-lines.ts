import type { AgentToolResult } from "@argent/agent";
import { fitted } from "../terminal/width.ts";
import { printable } from "../view/plain.ts";
import { toolLine } from "../view/tool-line.ts";
import { diffLines } from "./diff-lines.ts";
import { folded } from "./folded.ts";
import type { Look } from "./look.ts";

export interface FinishedCall {
  name: string;
  args: unknown;
  result: Pick<AgentToolResult, "content"> & { details?: unknown };
  isError: boolean;
  /** Milliseconds; not known of earlier sessions. */
  durationMs?: number | undefined;
}

const outputLimits = { head: 4, tail: 4 };
/** Tools whose result people need not read: how much it was is enough. */
const quietTools = new Set(["read_file", "read", "ls", "find", "grep", "skill"]);

/** A call that has ended: what was called, and the beginning and the end of what came of it. */
export function toolLines(call: FinishedCall, look: Look): string[] {
  const { style } = look;
  const { name, args, isError, durationMs = 0 } = call;
  const mark = isError ? style.red("✗") : style.green("●");
  const time = durationMs >= 1_000 ? style.dim(` ${(durationMs / 1_000).toFixed(1)}s`) : "";
  const head = `${mark} ${style.bold(toolLine(name, shownArguments(args), look.width - 12))}${time}`;
  return [head, ...resultLines(call, look)];
}

function resultLines({ name, args, result, isError }: FinishedCall, look: Look): string[] {
  const diff = isError ? undefined : diffOf(result.details);
  if (diff !== undefined) return diffLines(diff, look, { path: pathOf(args) });
  const text = printable(contentText(result.content)).trimEnd();
  if (text === "") return [];
  const lines = text.split("\n");
  if (quietTools.has(name) && !isError) {
    const count = lines.length.toLocaleString("en-US");
    return [
      look.style.dim(`  ${lines.length === 1 ? fitted(text, look.width - 2) : `${count} lines`}`),
    ];
  }
  const paint = isError ? look.style.red : look.style.dim;
  return folded(lines, outputLimits).map((line) => outputLine(line, look, paint));
}

/** A line of output of a tool or a command. */
export function outputLine(line: string, look: Look, paint = look.style.dim): string {
  return paint(`  ${fitted(line.replaceAll("\t", "    "), look.width - 2)}`);
}

/** The text of a result, images by their type. */
export function contentText(content: AgentToolResult["content"]): string {
  return content
    .map((block) => (block.type === "text" ? block.text : `[${block.mimeType}]`))
    .join("\n");
}

/** Texts that are shown as a diff below need not stand in the line. */
function shownArguments(args: unknown): unknown {
  if (typeof args !== "object" || args === null) return args;
  const {
    edits: _edits,
    content: _content,
    oldText: _old,
    newText: _new,
    ...rest
  } = {
    ...args,
  } as Record<string, unknown>;
  return rest;
}

function pathOf(args: unknown): string | undefined {
  if (typeof args !== "object" || args === null || !("path" in args)) return undefined;
  return typeof args.path === "string" ? args.path : undefined;
}

function diffOf(details: unknown): string | undefined {
  if (typeof details !== "object" || details === null || !("diff" in details)) return undefined;
  return typeof details.diff === "string" && details.diff !== "" ? details.diff : undefined;
}
