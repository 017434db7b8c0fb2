/**
 * The first sentences that the user wrote, without what is quoted or pasted, and without the small words that a sentence
 * begins with. Ends are kept, so that a question can be told.
 */
export function userSentences(text: string): string[] {
  return text
    .slice(0, longestText)
    .replaceAll(/```[\s\S]*?(?:```|$)/g, "\n")
    .split("\n")
    .filter((line) => !/^\s*>/.test(line))
    .flatMap((line) => line.split(/(?<=[.!?…])\s+/))
    .map((sentence) => withoutOpening(sentence.trim()))
    .filter((sentence) => sentence !== "")
    .slice(0, mostSentences);
}

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
