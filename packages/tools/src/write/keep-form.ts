const byteOrderMark = "\ufeff";

export interface KeptForm {
  content: string;
  /** What was taken over from the original, for people. */
  kept: readonly string[];
}

/** A new content in the form that the whole original has and models seldom write: CRLF line endings, a byte order mark. */
export function keepForm(content: string, original: string): KeptForm {
  const kept: string[] = [];
  let result = content;
  if (endsWithCrlf(original) && content.includes("\n") && !content.includes("\r\n")) {
    result = content.replaceAll("\n", "\r\n");
    kept.push("CRLF line endings");
  }
  if (original.startsWith(byteOrderMark) && !content.startsWith(byteOrderMark)) {
    result = byteOrderMark + result;
    kept.push("byte order mark");
  }
  return { content: result, kept };
}

/** Whether every line does. */
function endsWithCrlf(text: string): boolean {
  return text.includes("\r\n") && !/(?<!\r)\n/.test(text);
}
