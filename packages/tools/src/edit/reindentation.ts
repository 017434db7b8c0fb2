/** How new lines are moved to the indentation of the file. `undefined` for a line that cannot be. */
export type Reindent = (line: string) => string | undefined;

/** The indentation of one line: as the model wrote it, and as the file has it. */
interface Pair {
  from: string;
  to: string;
}

/** The one change of indentation that leads from the model's lines to those of the file, if it is the same for all. */
export function reindentation(
  actual: readonly string[],
  given: readonly string[],
): Reindent | undefined {
  const pairs = actual.flatMap((line, index) =>
    line.trim() === "" ? [] : [{ from: indentOf(given[index] ?? ""), to: indentOf(line) }],
  );
  const [first] = pairs;
  if (!first) return undefined;
  const change = added(pairs, first) ?? removed(pairs, first) ?? converted(pairs);
  return change && ((line) => (line.trim() === "" ? line : change(line)));
}

function added(pairs: readonly Pair[], { from, to }: Pair): Reindent | undefined {
  if (!to.endsWith(from)) return undefined;
  const prefix = to.slice(0, to.length - from.length);
  if (!pairs.every((pair) => pair.to === prefix + pair.from)) return undefined;
  return (line) => prefix + line;
}

function removed(pairs: readonly Pair[], { from, to }: Pair): Reindent | undefined {
  if (!from.endsWith(to)) return undefined;
  const prefix = from.slice(0, from.length - to.length);
  if (!pairs.every((pair) => pair.from === prefix + pair.to)) return undefined;
  return (line) => (line.startsWith(prefix) ? line.slice(prefix.length) : undefined);
}

const widths = [1, 2, 3, 4, 5, 6, 7, 8];

/** Tabs for spaces, or the other way round, with a width that explains every line. */
function converted(pairs: readonly Pair[]): Reindent | undefined {
  const usesTabs = (side: keyof Pair) => pairs.some((pair) => pair[side].includes("\t"));
  const wantsTabs = usesTabs("to");
  if (wantsTabs === usesTabs("from")) return undefined;
  const fitting = widths.flatMap((width) => {
    const shifts = new Set(pairs.map(({ from, to }) => columns(to, width) - columns(from, width)));
    const [shift] = shifts;
    return shift === undefined || shifts.size > 1 ? [] : [{ width, shift }];
  });
  const best = fitting.find(({ shift }) => shift === 0) ?? (fitting.length === 1 && fitting[0]);
  if (!best) return undefined;
  const { width, shift } = best;
  return (line) => {
    const indent = indentOf(line);
    const wanted = columns(indent, width) + shift;
    if (wanted < 0) return undefined;
    const tabs = wantsTabs ? Math.floor(wanted / width) : 0;
    return "\t".repeat(tabs) + " ".repeat(wanted - tabs * width) + line.slice(indent.length);
  };
}

function columns(indent: string, width: number): number {
  return indent.replaceAll("\t", " ".repeat(width)).length;
}

function indentOf(line: string): string {
  return line.slice(0, line.length - line.trimStart().length);
}
