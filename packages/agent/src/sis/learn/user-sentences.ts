/**
 * The first sentences that the user wrote, without what is quoted or pasted, and without the small words that a sentence
 * begins with. Only those of the first paragraph: further down stands what was piped in or pasted, which anybody may have
 * written. Ends are kept, so that a question can be told.
 */
export function userSentences(text: string): string[] {
  const lines = text
    .slice(0, longestText)
    .replaceAll(/```[\s\S]*?(?:```|$)/g, "\n")
    .split("\n")
    .filter((line) => !/^\s*>/.test(line));
  return firstParagraph(lines)
    .flatMap((line) => line.split(/(?<=[.!?…])\s+/))
    .map((sentence) => withoutOpening(sentence.trim()))
    .filter((sentence) => sentence !== "")
    .slice(0, mostSentences);
}

/** Up to a blank line, or to one that announces what somebody or something said. */
function firstParagraph(lines: readonly string[]): string[] {
  const begin = lines.findIndex((line) => line.trim() !== "");
  if (begin < 0) return [];
  const own: string[] = [];
  for (const line of lines.slice(begin)) {
    if (line.trim() === "") break;
    own.push(line);
    if (announcing.test(line)) break;
  }
  return own;
}

const announcing =
  /(?<![\p{L}])(?:errors?|outputs?|logs?|says?|said|prints?|printed|shows?|got|gets?|getting|received|messages?|traces?|pages?|issues?|e?-?mails?|readme|files?|text|fehler\w*|ausgabe|meldung|kommt|sagt|steht|bekomme|seite|datei|erreur|sortie|affiche|dit|fichier|salida|dice|muestra|mensaje|archivo)(?![\p{L}])[^\n]*:\s*$/iu;

/** Characters; what comes later is seldom about what was before. */
const longestText = 4000;
const mostSentences = 6;
const longestSentence = 400;

const opening =
  /^(?:[-*•]\s+|[¡¿]|(?:(?:ok(?:ay)?|hm+|oh|ah|hey|hi|wait|sorry|well|great|good|nice|right|yes|thanks|thank you|ja|danke|gut|oui|merci|bien|sí|gracias)[,.:;!—–-]+\s*)|(?:and|but|so|also|please|und|aber|bitte|et|mais|y|pero|por favor|s['’]il te plaît)[\s,]+)+/iu;

function withoutOpening(sentence: string): string {
  return sentence.slice(0, longestSentence).replace(opening, "");
}

export function isQuestion(sentence: string): boolean {
  return sentence.endsWith("?");
}
