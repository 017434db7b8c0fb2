export interface DisplayDiff {
  diff: string;
  /** In the new file, from 1; absent when nothing changed. */
  firstChangedLine: number | undefined;
}

/** A unified diff as Pi's interface shows it: each line with its sign and its number, gaps as dots. `newLines`: of the new file. */
export function displayDiff(unified: string, newLines: number): DisplayDiff {
  const body = unified.split("\n").slice(2);
  const count = (sign: string) => body.filter((line) => line.startsWith(sign)).length;
  const oldLines = newLines + count("-") - count("+");
  const width = String(Math.max(oldLines, newLines)).length;
  const gap = ` ${" ".repeat(width)} ...`;
  const shown: string[] = [];
  let oldLine = 1;
  let newLine = 1;
  let firstChangedLine: number | undefined;
  const numbered = (sign: string, line: number, text: string) =>
    shown.push(`${sign}${String(line).padStart(width)} ${text}`);
  for (const line of body) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line);
    if (hunk) {
      const starts = { before: Number(hunk[1]), after: Number(hunk[2]) };
      if (starts.after > newLine || starts.before > oldLine) shown.push(gap);
      oldLine = starts.before;
      newLine = starts.after;
    } else if (line.startsWith("+")) {
      firstChangedLine ??= newLine;
      numbered("+", newLine++, line.slice(1));
    } else if (line.startsWith("-")) {
      firstChangedLine ??= newLine;
      numbered("-", oldLine++, line.slice(1));
    } else if (line.startsWith(" ")) {
      numbered(" ", oldLine++, line.slice(1));
      newLine += 1;
    }
  }
  if (newLine < newLines) shown.push(gap);
  return { diff: shown.join("\n"), firstChangedLine };
}
