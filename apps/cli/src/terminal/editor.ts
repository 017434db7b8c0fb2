import { layoutText, shownText, type TextRow } from "./editor-layout.ts";
import { graphemesOf, widthOf } from "./width.ts";

/** A text that is being written. Positions count UTF-16 units. */
export interface Editor {
  readonly text: string;
  readonly cursor: number;
  /** What was cut last; yank puts it back. */
  readonly killed: string;
  readonly undoable: readonly Snapshot[];
  /** Long pastes, by the words that stand for them. */
  readonly chips: readonly Chip[];
  /** The kind of the last change: typing in one go is undone in one go. */
  readonly lastChange?: "typed" | "killed" | undefined;
}

export interface Chip {
  readonly label: string;
  readonly text: string;
}

interface Snapshot {
  readonly text: string;
  readonly cursor: number;
}

export const emptyEditor: Editor = { text: "", cursor: 0, killed: "", undoable: [], chips: [] };

const undoLimit = 200;
const chipLines = 10;
const chipCharacters = 1_000;

export type EditorAction =
  | "left"
  | "right"
  | "wordLeft"
  | "wordRight"
  | "lineStart"
  | "lineEnd"
  | "textStart"
  | "textEnd"
  | "deleteLeft"
  | "deleteRight"
  | "deleteWordLeft"
  | "deleteWordRight"
  | "killToLineEnd"
  | "killToLineStart"
  | "yank"
  | "undo"
  | "newline";

/** The editor with another text, the cursor at its end. */
export function withText(editor: Editor, text: string, chips: readonly Chip[] = []): Editor {
  const { killed, undoable } = editor;
  return { text, cursor: text.length, killed, undoable, chips: [...chips, ...editor.chips] };
}

/** The editor with text at the cursor. */
export function inserted(editor: Editor, text: string): Editor {
  const isTyping = text.length === 1 && !/\s/.test(text);
  return replaced(editor, editor.cursor, editor.cursor, text, isTyping ? "typed" : undefined);
}

/** The editor with pasted text; a long one shows as a chip and is sent whole. */
export function pasted(editor: Editor, text: string): Editor {
  const lines = text.split("\n").length;
  if (lines <= chipLines && text.length <= chipCharacters) return inserted(editor, text);
  const number = editor.chips.length + 1;
  const size =
    lines > 1
      ? `${lines.toLocaleString("en-US")} lines`
      : `${text.length.toLocaleString("en-US")} characters`;
  const label = `[paste #${number}: ${size}]`;
  const next = inserted(editor, label);
  return { ...next, chips: [...editor.chips, { label, text }] };
}

/** What is said: chips give their whole text. */
export function spokenText({ text, chips }: Editor): string {
  let spoken = text;
  for (const { label, text: whole } of chips) spoken = spoken.replace(label, () => whole);
  return spoken;
}

/** The editor with a range replaced, and the cursor behind it. */
export function replaced(
  editor: Editor,
  start: number,
  end: number,
  text: string,
  change?: Editor["lastChange"],
): Editor {
  if (start === end && text === "") return editor;
  const { text: old, cursor, undoable, lastChange } = editor;
  const joins = change === "typed" && lastChange === "typed";
  return {
    ...editor,
    text: old.slice(0, start) + text + old.slice(end),
    cursor: start + text.length,
    undoable: joins ? undoable : [...undoable.slice(-undoLimit), { text: old, cursor }],
    lastChange: change,
  };
}

/** The editor after an action. */
export function acted(editor: Editor, action: EditorAction): Editor {
  const { text, cursor } = editor;
  switch (action) {
    case "left":
      return moved(editor, before(editor));
    case "right":
      return moved(editor, after(editor));
    case "wordLeft":
      return moved(editor, wordStart(text, cursor));
    case "wordRight":
      return moved(editor, wordEnd(text, cursor));
    case "lineStart":
      return moved(editor, lineStart(text, cursor));
    case "lineEnd":
      return moved(editor, lineEnd(text, cursor));
    case "textStart":
      return moved(editor, 0);
    case "textEnd":
      return moved(editor, text.length);
    case "deleteLeft":
      return replaced(editor, before(editor), cursor, "");
    case "deleteRight":
      return replaced(editor, cursor, after(editor), "");
    case "deleteWordLeft":
      return killed(editor, wordStart(text, cursor), cursor);
    case "deleteWordRight":
      return killed(editor, cursor, wordEnd(text, cursor));
    case "killToLineEnd": {
      const end = lineEnd(text, cursor);
      return killed(editor, cursor, end === cursor ? Math.min(text.length, end + 1) : end);
    }
    case "killToLineStart":
      return killed(editor, lineStart(text, cursor), cursor);
    case "yank":
      return inserted(editor, editor.killed);
    case "undo":
      return undone(editor);
    case "newline":
      return replaced(editor, cursor, cursor, "\n");
  }
}

/** The editor with the cursor a row up or down; `undefined` when there is no such row. */
export function movedByRow(editor: Editor, columns: number, by: -1 | 1): Editor | undefined {
  const { rows, cursor } = layoutText(editor.text, editor.cursor, columns);
  const target = rows[cursor.row + by];
  return target && moved(editor, positionAt(editor.text, target, cursor.column));
}

function positionAt(text: string, row: TextRow, column: number): number {
  let at = row.start;
  let passed = 0;
  for (const grapheme of graphemesOf(text.slice(row.start, row.end))) {
    passed += widthOf(shownText(grapheme));
    if (passed > column) break;
    at += grapheme.length;
  }
  return at;
}

function moved(editor: Editor, cursor: number): Editor {
  return { ...editor, cursor, lastChange: undefined };
}

function killed(editor: Editor, start: number, end: number): Editor {
  if (start === end) return editor;
  const cut = editor.text.slice(start, end);
  const joins = editor.lastChange === "killed";
  const isBackward = end === editor.cursor;
  const all = joins ? (isBackward ? cut + editor.killed : editor.killed + cut) : cut;
  return { ...replaced(editor, start, end, "", "killed"), killed: all };
}

function undone(editor: Editor): Editor {
  const snapshot = editor.undoable.at(-1);
  if (!snapshot) return editor;
  const { text, cursor } = snapshot;
  return { ...editor, text, cursor, undoable: editor.undoable.slice(0, -1), lastChange: undefined };
}

/** The position before the character, or the chip, left of the cursor. */
function before({ text, cursor, chips }: Editor): number {
  const left = text.slice(0, cursor);
  const chip = chips.find(({ label }) => left.endsWith(label));
  if (chip) return cursor - chip.label.length;
  return cursor - (graphemesOf(left.slice(-32)).at(-1)?.length ?? 0);
}

function after({ text, cursor, chips }: Editor): number {
  const right = text.slice(cursor);
  const chip = chips.find(({ label }) => right.startsWith(label));
  if (chip) return cursor + chip.label.length;
  return cursor + (graphemesOf(right.slice(0, 32))[0]?.length ?? 0);
}

function wordStart(text: string, cursor: number): number {
  return /[\p{L}\p{N}_]*[^\p{L}\p{N}_]*$/u.exec(text.slice(0, cursor))?.index ?? 0;
}

function wordEnd(text: string, cursor: number): number {
  const length = /^[^\p{L}\p{N}_]*[\p{L}\p{N}_]*/u.exec(text.slice(cursor))?.[0].length ?? 0;
  return cursor + length;
}

function lineStart(text: string, cursor: number): number {
  return text.lastIndexOf("\n", cursor - 1) + 1;
}

function lineEnd(text: string, cursor: number): number {
  const end = text.indexOf("\n", cursor);
  return end < 0 ? text.length : end;
}
