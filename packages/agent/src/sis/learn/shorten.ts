/** A text on one line and of at most `longest` characters; what is cut off is shown by `…`. */
export function oneLine(text: string, longest: number): string {
  return shorten(text.replaceAll(/\s+/g, " ").trim(), longest);
}

/** A text of at most `longest` characters; what is cut off is shown by `…`. No pair of surrogates is cut in two. */
export function shorten(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
