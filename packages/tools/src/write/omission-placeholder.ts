/**
 * The first line that stands for text somebody left out, such as `// ... rest of the code ...`, and that the original
 * does not have. Written into a file it would destroy what it stands for.
 */
export function omissionPlaceholder(text: string, original: string): string | undefined {
  const placeholder = text.split("\n").find((line) => isPlaceholder(line.trim()));
  if (placeholder === undefined) return undefined;
  const known = new Set(original.split("\n").map((line) => line.trim()));
  return text
    .split("\n")
    .map((line) => line.trim())
    .find((line) => isPlaceholder(line) && !known.has(line));
}

const comment = String.raw`(?://+|#+|--+|;+|%+|/?\*+|<!--|\{/\*|"""|')?`;
const dots = String.raw`(?:\.{3,}|\u2026)`;
const omitted = String.raw`(?:the\s+)?(?:rest|remaining|remainder|existing|previous|other|same|unchanged|original|omitted|snip)\b`;
const verbs = String.raw`(?:keep|and|all|with)\s+`;

const forms = [
  // "// ... rest of the code ...", "# … existing imports"
  new RegExp(`^${comment}\\s*[[(]?\\s*${dots}\\s*(?:${verbs})*${omitted}`, "i"),
  // "// rest of the code ...", "(the rest of the file stays the same ...)"
  new RegExp(`^${comment}\\s*[[(]?\\s*(?:${verbs})*${omitted}.{0,80}${dots}[\\s)\\]*/}>-]*$`, "i"),
  // "// rest of the file remains unchanged"
  new RegExp(
    `^${comment}\\s*[[(]?\\s*(?:${verbs})*(?:the\\s+)?rest of (?:the |this )?(?:code|file|function|class|method|content|implementation)\\s+(?:is|remains?|stays?)\\s+(?:the same|unchanged|as is|as before).{0,20}$`,
    "i",
  ),
];

function isPlaceholder(line: string): boolean {
  return line.length <= 200 && forms.some((form) => form.test(line));
}
