import type { Terminal } from "./terminal.ts";
import { fitted, widthOf } from "./width.ts";

/** What stands at the bottom of the terminal and changes. Lines are no wider than the terminal. */
export interface Frame {
  lines: readonly string[];
  /** Where the cursor is shown; hidden without it. */
  cursor?: { row: number; column: number } | undefined;
}

/** Finished lines above, which belong to the terminal and are never drawn again, and a frame below, which is redrawn. */
export interface Screen {
  /** Writes finished lines above the frame, then what changed in the frame. */
  update(finished: readonly string[], frame: Frame): void;
  /** The size has changed: finds the frame where the terminal has moved it, and draws it anew. */
  resized(frame: Frame): void;
  /** Takes the frame away and leaves the cursor where it began. */
  clear(): void;
}

export function createScreen(terminal: Pick<Terminal, "columns" | "rows" | "write">): Screen {
  let drawn: readonly string[] = [];
  let cursor = { row: 0, column: 0 };
  let isHidden = false;

  /** Moves from a row of the frame to another and to its first column. */
  const moveTo = (row: number): string => {
    const distance = row - cursor.row;
    cursor = { row, column: 0 };
    if (distance === 0) return "\r";
    return distance < 0 ? `\r\u001b[${-distance}A` : `\r\u001b[${distance}B`;
  };

  const drawAll = (lines: readonly string[]): string => {
    drawn = lines;
    cursor = { row: Math.max(0, lines.length - 1), column: 0 };
    return lines.join("\r\n");
  };

  const drawChanges = (lines: readonly string[]): string => {
    let out = "";
    const shared = Math.min(lines.length, drawn.length);
    for (let row = 0; row < shared; row++) {
      if (lines[row] !== drawn[row]) out += `${moveTo(row)}${lines[row]}\u001b[K`;
    }
    if (lines.length > shared) {
      out += moveTo(Math.max(0, shared - 1));
      const added = lines.slice(shared).join("\r\n");
      out += shared > 0 ? `\r\n${added}` : added;
      cursor = { row: lines.length - 1, column: 0 };
    } else if (lines.length < drawn.length) {
      out += `${moveTo(lines.length)}\u001b[J`;
    }
    drawn = lines;
    return out;
  };

  const place = ({ cursor: wanted }: Frame): string => {
    if (!wanted) {
      const hide = isHidden ? "" : "\u001b[?25l";
      isHidden = true;
      return hide;
    }
    const move = moveTo(wanted.row) + (wanted.column > 0 ? `\u001b[${wanted.column}C` : "");
    cursor = wanted;
    isHidden = false;
    return `${move}\u001b[?25h`;
  };

  const write = (out: string) => {
    terminal.write(`\u001b[?2026h\u001b[?25l${out}\u001b[?2026l`);
  };

  /** The frame must stay below the top of the terminal: what has left it cannot be drawn again. */
  const bounded = (frame: Frame): Frame => {
    const limit = Math.max(1, terminal.rows - 1);
    const cut = Math.max(0, frame.lines.length - limit);
    const lines = frame.lines.slice(cut).map((line) => fitted(line, terminal.columns));
    const { cursor: wanted } = frame;
    if (!wanted) return { lines };
    return {
      lines,
      cursor: {
        row: Math.max(0, wanted.row - cut),
        column: Math.min(wanted.column, terminal.columns - 1),
      },
    };
  };

  const erase = (rowsAbove: number): string => {
    cursor = { row: 0, column: 0 };
    drawn = [];
    const up = rowsAbove > 0 ? `\u001b[${rowsAbove}A` : "";
    // Clearing from the very first cell would make tmux keep what is cleared in its history; the space prevents that.
    return `\r${up} \u001b[J\r`;
  };

  return {
    update(finished, given) {
      const frame = bounded(given);
      let out = "";
      if (finished.length > 0) {
        out += erase(cursor.row);
        for (const line of finished) out += `${line}\r\n`;
        out += drawAll(frame.lines);
      } else {
        const isSame =
          frame.lines.length === drawn.length &&
          frame.lines.every((line, row) => line === drawn[row]) &&
          frame.cursor?.row === cursor.row &&
          frame.cursor.column === cursor.column &&
          !isHidden;
        if (isSame) return;
        out += drawChanges(frame.lines);
      }
      write(out + place(frame));
    },
    resized(given) {
      const { columns, rows } = terminal;
      const rowsOf = (line: string) => Math.max(1, Math.ceil(widthOf(line) / columns));
      const above = drawn.slice(0, cursor.row).reduce((sum, line) => sum + rowsOf(line), 0);
      const within = Math.floor(cursor.column / columns);
      const out = erase(Math.min(above + within, rows - 1));
      const frame = bounded(given);
      write(out + drawAll(frame.lines) + place(frame));
    },
    clear() {
      terminal.write(`${erase(cursor.row)}\u001b[?25h`);
    },
  };
}
