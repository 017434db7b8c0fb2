import { graphemesOf, widthOf } from "./width.ts";

export interface TextRow {
  /** Positions in the text; the line feed belongs to no row. */
  start: number;
  end: number;
}

export interface TextLayout {
  rows: TextRow[];
  cursor: { row: number; column: number };
}

/** Breaks a text into rows of so many columns, and finds the cursor among them. */
export function layoutText(text: string, cursor: number, columns: number): TextLayout {
  const rows: TextRow[] = [];
  let place = { row: 0, column: 0 };
  let start = 0;
  let column = 0;
  let at = 0;
  const endRow = (end: number) => {
    rows.push({ start, end });
    column = 0;
  };
  for (const grapheme of graphemesOf(text)) {
    if (at === cursor) place = { row: rows.length, column };
    if (grapheme === "\n") {
      endRow(at);
      start = at + 1;
    } else {
      const width = shownWidth(grapheme);
      if (column + width > columns && column > 0) {
        endRow(at);
        start = at;
        if (at === cursor) place = { row: rows.length, column: 0 };
      }
      column += width;
    }
    at += grapheme.length;
  }
  if (cursor >= text.length) {
    if (column >= columns) {
      endRow(text.length);
      start = text.length;
    }
    place = { row: rows.length, column };
  }
  endRow(text.length);
  return { rows, cursor: place };
}

/** A tab shows as two spaces. */
export function shownText(text: string): string {
  return text.replaceAll("\t", "  ");
}

function shownWidth(grapheme: string): number {
  return widthOf(shownText(grapheme));
}
