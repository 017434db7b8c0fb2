import { fitted } from "../terminal/width.ts";
import { printable } from "../view/plain.ts";
import { diffLines } from "./diff-lines.ts";
import { folded } from "./folded.ts";
import type { Look } from "./look.ts";

/** What a call is going to do, for the person who decides: the change as a diff, the command, else the arguments. */
export function callPreview(tool: string, args: unknown, look: Look, height: number): string[] {
  const limits = { head: Math.max(3, height - 4), tail: 2 };
  const given = recordOf(args);
  const edits = given && editsOf(given);
  const path = typeof given?.path === "string" ? given.path : undefined;
  if (edits) return diffLines(edits.map(editDiff).join("\n"), look, { path, limits });
  if (given && typeof given.content === "string" && /^write/.test(tool)) {
    return diffLines(prefixed(given.content, "+"), look, { path, limits });
  }
  const text =
    given && typeof given.command === "string"
      ? given.command
      : JSON.stringify(args, undefined, 2) || "";
  return folded(printable(text).split("\n"), limits).map(
    (line) => `  ${fitted(line.replaceAll("\t", "    "), look.width - 2)}`,
  );
}

interface Edit {
  oldText: string;
  newText: string;
}

function editsOf(args: Record<string, unknown>): Edit[] | undefined {
  const edits: unknown[] = Array.isArray(args.edits) ? args.edits : [args];
  const found = edits.flatMap((edit) => {
    const { oldText, newText } = recordOf(edit) ?? {};
    return typeof oldText === "string" && typeof newText === "string" ? [{ oldText, newText }] : [];
  });
  return found.length > 0 ? found : undefined;
}

function editDiff({ oldText, newText }: Edit): string {
  return `${prefixed(oldText, "-")}\n${prefixed(newText, "+")}`;
}

function prefixed(text: string, mark: string): string {
  return text.replace(/\n$/, "").replace(/^/gm, mark);
}

function recordOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null ? { ...value } : undefined;
}
