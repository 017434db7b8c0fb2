import { layoutText, shownText } from "../terminal/editor-layout.ts";
import { visibleRange } from "../terminal/picker.ts";
import type { Frame } from "../terminal/screen.ts";
import { fitted } from "../terminal/width.ts";
import { oneLine, printable } from "../view/plain.ts";
import { toolLine } from "../view/tool-line.ts";
import { activityLine, elapsed, spinnerAt } from "./activity-line.ts";
import type { ChatState } from "./chat-state.ts";
import type { Look } from "./look.ts";
import { pickerLines } from "./picker-lines.ts";
import { questionLines } from "./question-lines.ts";
import { statusLine } from "./status-line.ts";

export interface FrameSize {
  height: number;
  /** Milliseconds since the epoch. */
  now: number;
}

/** The live part of the screen: the end of the answer, what runs, what waits, the question or the editor, the status. */
export function liveFrame(state: ChatState, look: Look, { height, now }: FrameSize): Frame {
  const lower = lowerPart(state, look, height, now);
  const middle = [
    ...toolRows(state, look, now, height),
    ...activityRows(state, look, now),
    ...queuedRows(state, look),
  ];
  const room = Math.max(
    1,
    Math.min(Math.floor(height / 2), height - 2 - lower.lines.length - middle.length),
  );
  const open = state.answer?.openLines(look, room) ?? [];
  const above = [...open, ...middle];
  return {
    lines: [...above, ...lower.lines],
    cursor: lower.cursor && { ...lower.cursor, row: lower.cursor.row + above.length },
  };
}

function lowerPart(state: ChatState, look: Look, height: number, now: number): Frame {
  const { question, picker } = state;
  const status = [statusLine(state.status, look)];
  if (question && !question.isExplaining) {
    return {
      lines: [...questionLines(question, look, { height, now, cwd: state.status.cwd }), ...status],
    };
  }
  if (picker) {
    const { lines, cursor } = pickerLines(picker.picker, look, height);
    return { lines: ["", ...lines, ...status], cursor: { ...cursor, row: cursor.row + 1 } };
  }
  const editor = editorRows(state, look, height);
  const rule = look.style.dim("─".repeat(look.width));
  const head = question
    ? [`${look.style.yellow("Why not?")} ${look.style.dim("Enter to answer · Esc to go back")}`]
    : [];
  const lines = ["", ...head, rule, ...editor.lines, rule, ...completionRows(state, look, height)];
  if (state.notice !== undefined)
    lines.push(look.style.yellow(fitted(` ${state.notice}`, look.width)));
  else lines.push(...status);
  return { lines, cursor: { ...editor.cursor, row: editor.cursor.row + 2 + head.length } };
}

function editorRows(state: ChatState, { style, width }: Look, height: number) {
  const { text, cursor } = state.editor;
  const layout = layoutText(text, cursor, Math.max(4, width - 3));
  const most = Math.max(1, Math.floor(height / 3));
  const [start, end] = visibleRange(layout.cursor.row, layout.rows.length, most);
  const lines = layout.rows.slice(start, end).map((row, index) => {
    const shown = shownText(text.slice(row.start, row.end));
    return `${start + index === 0 ? style.cyan("› ") : "  "}${shown}`;
  });
  if (text === "") lines[0] += style.dim(placeholder(state));
  return { lines, cursor: { row: layout.cursor.row - start, column: layout.cursor.column + 2 } };
}

function placeholder({ run, question }: ChatState): string {
  if (question) return "";
  if (run) return "Enter steers · Alt+Enter queues a follow-up · Esc stops";
  return "Ask anything · / commands · @ files · ! runs a command";
}

function toolRows(state: ChatState, look: Look, now: number, height: number): string[] {
  const { style, width } = look;
  const asked = state.question?.request.toolCallId;
  const rows: string[] = [];
  for (const [id, { name, args, since, output }] of state.tools) {
    if (id === asked) continue;
    const line = toolLine(name, args, width - 12);
    rows.push(
      "",
      `${style.cyan(spinnerAt(now))} ${style.bold(line)} ${style.dim(elapsed(now - since))}`,
    );
    const lines = printable(output).trimEnd().split("\n");
    for (const text of lines.slice(-3)) {
      if (text !== "")
        rows.push(style.dim(`  ${fitted(text.replaceAll("\t", "    "), width - 2)}`));
    }
  }
  return rows.slice(-Math.max(4, Math.floor(height / 3)));
}

function activityRows(state: ChatState, look: Look, now: number): string[] {
  const line = activityLine(state, look, now);
  return line === undefined ? [] : ["", fitted(line, look.width)];
}

function queuedRows({ queued }: ChatState, { style, width }: Look): string[] {
  const row = (kind: string) => (text: string) =>
    style.dim(`  ${kind}: ${oneLine(text, width - kind.length - 5)}`);
  return [...queued.steering.map(row("steering")), ...queued.followUp.map(row("follow-up"))];
}

function completionRows(
  { completion }: ChatState,
  { style, width }: Look,
  height: number,
): string[] {
  if (!completion) return [];
  const { items, index } = completion;
  const [start, end] = visibleRange(
    Math.max(0, index),
    items.length,
    Math.max(3, Math.min(8, height - 14)),
  );
  return items.slice(start, end).map(({ label, detail }, offset) => {
    const isChosen = start + offset === index;
    const text = fitted(
      `${isChosen ? "→" : " "} ${oneLine(label, width)}${detail ? `  ${oneLine(detail, width)}` : ""}`,
      width,
    );
    return isChosen ? style.cyan(text) : style.dim(text);
  });
}
