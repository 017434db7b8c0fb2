/**
 * The first line that stands for text somebody left out, such as `// ... rest of the code ...`, and that the original
 * does not have. Written into a file it would destroy what it stands for.
 */
export function omissionPlaceholder(text: string, original: string): string | undefined {
  const placeholders = trimmedLines(text).filter(isPlaceholder);
  if (placeholders.length === 0) return undefined;
  const known = new Set(trimmedLines(original));
  return placeholders.find((line) => !known.has(line));
}

function trimmedLines(text: string): string[] {
  return text.split("\n").map((line) => line.trim());
}

const comment = String.raw`(?://+|#+|--+|;+|%+|/?\*+|<!--|\{/\*|"""|')`;
const opened = String.raw`(?:${comment}\s*[[(]?|[[(])\s*`;
const dots = String.raw`(?:\.{3,}|\u2026)`;
const verbs = String.raw`(?:(?:keep|and|all|with|the)\s+)*`;
const omitted = String.raw`(?:rest|remaining|remainder|existing|previous|other|same|unchanged|original|omitted|snip)\b`;
const stays = "(?:(?:is|are|remains?|stays?) )?";
const code = "(?:code|file|function|class|method|content|implementation)";

const forms = [
  // "// ... rest of the code ...", "# ... (existing imports)"; without a comment "... rest", but not "...rest"
  `^(?:${opened}${dots}\\s*|${dots}\\s+)[[(]?${verbs}${omitted}`,
  // "// existing code ...", "(remaining items ...)"
  `^${opened}${verbs}${omitted}.{0,80}${dots}[\\s)\\]*/}>-]*$`,
  // "// rest of the file remains unchanged", "[rest of the code omitted for brevity]"
  `^${opened}${verbs}rest of (?:the |this )?${code} ${stays}(?:the same|unchanged|as is|as before|omitted|goes here).{0,20}$`,
].map((source) => new RegExp(source, "i"));

function isPlaceholder(line: string): boolean {
  return line.length <= 200 && forms.some((form) => form.test(line));
}
