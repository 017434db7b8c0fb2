import headless from "@xterm/headless";
import type { Terminal } from "./terminal.ts";

/** A terminal in memory, for tests. */
export interface TestTerminal extends Terminal {
  /** What the person types. */
  type(data: string): void;
  resize(columns: number, rows: number): void;
  /** All lines, those that were scrolled off first, without spaces at their ends and empty lines at the end. */
  lines(): Promise<string[]>;
  cursor(): Promise<{ row: number; column: number }>;
  /** Everything that was written to it. */
  readonly written: string;
}

export function createTestTerminal(columns = 80, rows = 24): TestTerminal {
  const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true });
  const typed = new Set<(chunk: Uint8Array) => void>();
  const resized = new Set<() => void>();
  const encoder = new TextEncoder();
  let written = "";
  const flushed = () => new Promise<void>((resolve) => terminal.write("", resolve));

  return {
    get columns() {
      return terminal.cols;
    },
    get rows() {
      return terminal.rows;
    },
    get written() {
      return written;
    },
    write(data) {
      written += data;
      terminal.write(data);
    },
    onInput(listener) {
      typed.add(listener);
      return () => typed.delete(listener);
    },
    onResize(listener) {
      resized.add(listener);
      return () => resized.delete(listener);
    },
    type(data) {
      for (const listener of typed) listener(encoder.encode(data));
    },
    resize(newColumns, newRows) {
      terminal.resize(newColumns, newRows);
      for (const listener of resized) listener();
    },
    async lines() {
      await flushed();
      const { active } = terminal.buffer;
      const lines = Array.from(
        { length: active.length },
        (_, index) => active.getLine(index)?.translateToString(true).trimEnd() ?? "",
      );
      return lines.slice(0, lines.findLastIndex((line) => line !== "") + 1);
    },
    async cursor() {
      await flushed();
      const { active } = terminal.buffer;
      return { row: active.baseY + active.cursorY, column: active.cursorX };
    },
    suspend() {},
    close() {},
  };
}
