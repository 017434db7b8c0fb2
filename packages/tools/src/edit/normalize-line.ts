/** A line for comparison: compatible characters, quotes, dashes and spaces become their plain forms. */
export function normalizeLine(line: string): string {
  if (isAscii(line)) return line;
  return line
    .replaceAll(/[\u2018\u2019\u201a\u201b\u2032]/g, "'")
    .replaceAll(/[\u201c\u201d\u201e\u201f\u2033]/g, '"')
    .replaceAll(/[\u2010-\u2015\u2212]/g, "-")
    .replaceAll(/[\u200b-\u200d\u2060\ufeff]/g, "")
    .normalize("NFKC"); // also turns the other spaces into plain ones
}

function isAscii(line: string): boolean {
  for (let index = 0; index < line.length; index += 1)
    if (line.charCodeAt(index) > 127) return false;
  return true;
}
