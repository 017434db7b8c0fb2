/** A way to ask that something is remembered. The group `words` is what; without it, the whole sentence is. */
export interface MemoryRule {
  pattern: RegExp;
  /** Counts only when the words are an instruction; otherwise it is a remark about the future. */
  needsInstruction: boolean;
}

function rule(source: string): MemoryRule {
  return { pattern: new RegExp(`^(?:${source})`, "iu"), needsInstruction: false };
}

function instruction(source: string): MemoryRule {
  return { pattern: new RegExp(`^(?:${source})`, "iu"), needsInstruction: true };
}

export const memoryRules: readonly MemoryRule[] = [
  // English
  rule(`remember(?: this)?(?:\\s*[:—–]\\s*| that |, that | to )(?<words>.+)$`),
  instruction(`remember,? (?<words>.+)$`),
  rule(
    `remember,? (?<words>(?:(?:we|our) .+|(?:my|i|the|this|it)\\b.+\\b(?:is|are|uses?|needs?|runs?|prefers?|has|have|lives?|must|should)\\b.+))$`,
  ),
  rule(`(?<words>.+), (?:please )?remember (?:that|this)[.!]?$`),
  rule(`(?:keep|bear) in mind(?:\\s*:\\s*|,? that )(?<words>.+)$`),
  rule(`(?:don['’]?t|do not|never) forget(?:\\s*:\\s*|,? that )(?<words>.+)$`),
  rule(`(?:make|take) a note(?:\\s*[:—–]| that)\\s*(?<words>.+)$`),
  rule(
    `(?:note|reminder) (?:for later|for next time|for the future|to self|to yourself)\\s*[:,—–-]+\\s*(?<words>.+)$`,
  ),
  rule(`for (?:future reference|next time|the future)\\s*[:,—–-]+\\s*(?<words>.+)$`),
  rule(
    `(?:from now on|from here on(?: out)?|going forward|henceforth|as of now)[,:]? (?<words>.+)$`,
  ),
  instruction(`(?:in (?:the )?future|next time)[,:]? (?<words>.+)$`),
  instruction(`next time (?:you|we) [^,]+, (?<words>.+)$`),
  // German
  rule(`merke? dir(?: bitte)?(?: das| folgendes)?\\s*[:,]?\\s*(?:dass )?(?<words>.+)$`),
  rule(`denke? (?:bitte )?(?:daran|dran)\\s*[:,]\\s*(?:dass )?(?<words>.+)$`),
  rule(`vergiss (?:bitte )?nicht\\s*[:,]\\s*dass (?<words>.+)$`),
  rule(
    `(?:notiz|merkzettel|erinnerung) (?:für später|an dich|an mich)\\s*[:,—–-]+\\s*(?<words>.+)$`,
  ),
  rule(`(?:ab jetzt|ab sofort|von nun an|von jetzt an)[,:]? (?<words>.+)$`),
  instruction(
    `(?:in zukunft|künftig|zukünftig|(?:beim |das )?nächste[sn]? mal)[,:]? (?<words>.+)$`,
  ),
  // French
  rule(
    `(?:souviens-toi|souvenez-vous|rappelle-toi|retiens|retenez|mémorise|garde en tête|garde à l['’]esprit)(?: bien)?(?:\\s*:\\s*| que | qu['’]| de )(?<words>.+)$`,
  ),
  rule(`n['’]oubliez? (?:pas|jamais) (?:que |qu['’])(?<words>.+)$`),
  rule(`(?:note[zr]?|à noter)(?: bien| pour plus tard| pour la suite)\\s*:\\s*(?<words>.+)$`),
  rule(`(?:à partir de maintenant|désormais|dorénavant),? (?<words>.+)$`),
  instruction(`(?:à l['’]avenir|la prochaine fois),? (?<words>.+)$`),
  // Spanish
  rule(
    `(?:recuerda|recuerde|acuérdate|ten en cuenta|ten presente|toma nota|apunta)(?: de)?(?:\\s*:\\s*| que )(?<words>.+)$`,
  ),
  rule(`no (?:te )?olvides (?:de )?que (?<words>.+)$`),
  rule(`nota para (?:más tarde|después|luego)\\s*[:,—–-]+\\s*(?<words>.+)$`),
  rule(`(?:a partir de ahora|de ahora en adelante|desde ahora|en adelante),? (?<words>.+)$`),
  instruction(`(?:en (?:el )?futuro|la próxima vez),? (?<words>.+)$`),
];

/** Words that make a rule of an instruction: at its end, in German also behind its verb. */
export const lasting =
  /[\s,](?:(?:from now on|from here on|going forward|in (?:the )?future|next time|ab jetzt|ab sofort|von nun an|in zukunft|künftig|zukünftig|(?:beim|das) nächste[sn]? mal|à partir de maintenant|désormais|dorénavant|à l['’]avenir|la prochaine fois|a partir de ahora|de ahora en adelante|en adelante|la próxima vez)[\s.!]*(?:please|bitte)?[.!]*$|(?:ab jetzt|ab sofort|von nun an|künftig|zukünftig)\s)/iu;

/** A question only by its form. */
export const askedToRemember =
  /^(?:can|could|would|will) you (?:please )?remember that (?<words>.+?)\s*\?$/iu;

/** Whenever something happens, something is to be done. */
export const whenever =
  /^(?:whenever|every time|each time|immer wenn|jedes mal,? wenn|chaque fois que|cada vez que)\s[^,]+, (?<words>.+)$/iu;

/** At the beginning of a message. */
export const alwaysOrNever =
  /^(?:always|never|immer|niemals|toujours|siempre|nunca)\s+(?!(?:show|hide|print|return|log|throw|send|redirect|sort|open|close|display|cache|retry|start|let|be|have|get|take)\b)(?<words>.+)$/iu;
