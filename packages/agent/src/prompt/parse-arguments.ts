/**
 * Splits what a person typed after a command, much as a shell does. Quotes keep spaces; a backslash takes the meaning
 * from a space, a quote or a backslash, and is itself before everything else. Prose survives: an apostrophe inside a
 * word and a quote that is never closed are ordinary characters.
 */
export function parseArguments(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    word ??= "";
    if (character === "\\" && /[\s\\"']/.test(text.charAt(at + 1))) {
      at += 1;
      word += text.charAt(at);
      continue;
    }
    const end = opensQuote(text, at) ? closingQuote(text, at) : -1;
    if (end === -1) {
      word += character;
    } else {
      const quoted = text.slice(at + 1, end);
      word += character === '"' ? quoted.replaceAll(/\\(["\\])/g, "$1") : quoted;
      at = end;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

function opensQuote(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 2), at);
  return text[at] === '"' || (text[at] === "'" && !/[\p{L}\p{N}]$/u.test(before));
}

function closingQuote(text: string, start: number): number {
  const quote = text.charAt(start);
  if (quote === "'") return text.indexOf(quote, start + 1);
  for (let at = start + 1; at < text.length; at++) {
    if (text.charAt(at) === quote) return at;
    if (text.charAt(at) === "\\") at += 1;
  }
  return -1;
}
