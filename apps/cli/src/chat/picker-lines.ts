import { type Picker, visibleRange } from "../terminal/picker.ts";
import { fitted, padded, widthOf } from "../terminal/width.ts";
import { oneLine } from "../view/plain.ts";
import type { Look } from "./look.ts";

/** A list to choose from, with what is typed to narrow it. */
export function pickerLines(picker: Picker<unknown>, { style, width }: Look, height: number) {
  const { title, items, shown, index, filter } = picker;
  const most = Math.max(3, Math.min(14, height - 10));
  const [start, end] = visibleRange(index, shown.length, most);
  const visible = shown.slice(start, end);
  const labels = visible.map(({ label }) => fitted(clean(label), Math.max(10, width - 4)));
  const column = Math.min(
    Math.max(0, ...labels.map((label) => widthOf(label))),
    Math.floor(width * 0.6),
  );
  const rows = visible.map(({ detail }, offset) => {
    const isChosen = start + offset === index;
    const label = labels[offset] ?? "";
    const text = detail ? `${padded(label, column)}  ${oneLine(detail, width)}` : label;
    const row = fitted(`${isChosen ? "→" : " "} ${text}`, width);
    return isChosen ? style.cyan(row) : row;
  });
  if (rows.length === 0) rows.push(style.dim("  Nothing fits."));
  const count = shown.length > most ? ` ${index + 1} of ${shown.length}` : "";
  const hidden = items.length - shown.length;
  const note = hidden > 0 ? ` ${hidden} hidden` : "";
  return {
    lines: [
      style.dim("─".repeat(width)),
      `${style.bold(title)}${style.dim(`${count}${note}`)}`,
      `${style.cyan("› ")}${fitted(filter, width - 3)}`,
      ...rows,
      style.dim(fitted(" type to filter · ↑↓ to move · Enter to choose · Esc to leave", width)),
    ],
    cursor: { row: 2, column: Math.min(width - 1, 2 + widthOf(filter)) },
  };
}

/** On one line and harmless, with the spaces at its beginning, which show how deep an entry is. */
function clean(label: string): string {
  const indent = /^[ │├└─]*/.exec(label)?.[0] ?? "";
  return indent + oneLine(label.slice(indent.length), 500);
}
