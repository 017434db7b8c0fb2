import type { Tokens } from "marked";
import { padded, widthOf, wrapped } from "../../terminal/width.ts";
import type { Style } from "../../view/style.ts";
import { renderInline } from "./render-inline.ts";

/** A table of so many columns at most; cells that are too wide are wrapped. */
export function renderTable(table: Tokens.Table, width: number, style: Style): string[] {
  const cell = ({ tokens }: Tokens.TableCell) => renderInline(tokens, style).replaceAll("\n", " ");
  const header = table.header.map((one) => style.bold(cell(one)));
  const rows = table.rows.map((row) => row.map(cell));
  const widths = columnWidths([header, ...rows], width);
  const rule = (left: string, middle: string, right: string) =>
    style.dim(left + widths.map((each) => "─".repeat(each + 2)).join(middle) + right);
  const edge = style.dim("│");
  const line = (cells: readonly string[]) => {
    const columns = widths.map((each, index) => wrapped(cells[index] ?? "", each));
    const height = Math.max(...columns.map((column) => column.length));
    return Array.from({ length: height }, (_, row) => {
      const parts = columns.map((column, index) =>
        aligned(column[row] ?? "", widths[index] ?? 0, table.align[index]),
      );
      return `${edge} ${parts.join(` ${edge} `)} ${edge}`;
    });
  };
  return [
    rule("┌", "┬", "┐"),
    ...line(header),
    rule("├", "┼", "┤"),
    ...rows.flatMap(line),
    rule("└", "┴", "┘"),
  ];
}

/** What the columns need, or, where that is too much, what they get: the widest gives first. */
function columnWidths(rows: readonly (readonly string[])[], width: number): number[] {
  const count = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, index) =>
    Math.max(1, ...rows.map((row) => widthOf(row[index] ?? ""))),
  );
  let excess = widths.reduce((sum, each) => sum + each + 3, 1) - width;
  while (excess > 0) {
    const widest = Math.max(...widths);
    if (widest <= 4) break;
    const next = Math.max(4, ...widths.filter((each) => each < widest));
    const index = widths.indexOf(widest);
    const cut = Math.max(1, Math.min(excess, widest - next));
    widths[index] = widest - cut;
    excess -= cut;
  }
  return widths;
}

function aligned(
  text: string,
  width: number,
  align: "left" | "right" | "center" | null | undefined,
) {
  const space = Math.max(0, width - widthOf(text));
  if (align === "right") return " ".repeat(space) + text;
  if (align === "center") return padded(" ".repeat(Math.floor(space / 2)) + text, width);
  return padded(text, width);
}
