import { startsAsInstruction } from "./advice-words.ts";
import { type CorrectionRule, firstRules, onlyRules, strongRules } from "./correction-rules.ts";
import { alwaysOrNever, askedToRemember, lasting, memoryRules, whenever } from "./memory-rules.ts";
import { isQuestion, userSentences } from "./user-sentences.ts";

/** What a user says against what was done. */
export interface Correction {
  /** The user's own words. */
  words: string;
  /** Whether they say what is right; otherwise only that it was wrong. */
  isAdvice: boolean;
}

/**
 * The words of a user who corrects what was done before, in English, German, French or Spanish. `undefined` when nothing
 * is corrected, or when it is not sure.
 */
export function correctionIn(text: string): string | undefined {
  return correctionOf(text)?.words;
}

export function correctionOf(text: string): Correction | undefined {
  const sentences = userSentences(text);
  for (const [index, sentence] of sentences.slice(0, mostSentences).entries()) {
    if (isQuestion(sentence)) continue;
    const next = sentences[index + 1];
    const rules = [
      ...strongRules,
      ...(index === 0 ? firstRules : []),
      ...(sentences.length === 1 ? onlyRules : []),
    ];
    for (const rule of rules) {
      const found = applyRule(rule, sentence, next);
      if (found) return found;
    }
  }
  return undefined;
}

/** A correction comes first in a message. */
const mostSentences = 3;

function applyRule(
  { pattern, needs }: CorrectionRule,
  sentence: string,
  next: string | undefined,
): Correction | undefined {
  const match = pattern.exec(sentence);
  if (!match || pleasantry.test(sentence)) return undefined;
  const words = match.groups?.words?.trim();
  if (needs === "sure") {
    const said = words ?? sentence;
    const goesOn = next !== undefined && replacing.test(next) && !isQuestion(next);
    return { words: goesOn ? `${said} ${next}` : said, isAdvice: true };
  }
  if (words && isAdvice(words)) return { words, isAdvice: true };
  if (!words && next !== undefined && isAdvice(next)) return { words: next, isAdvice: true };
  return needs === "complaint" ? { words: words || sentence, isAdvice: false } : undefined;
}

const replacing = /\binstead\b|\bstattdessen\b|à la place|en su lugar/iu;

/** Words that begin like a correction, and are none. */
const pleasantry =
  /^(?:no|nein|non|nope)[,.!]?\s+(?:thanks|thank you|problem|worries|need|danke|merci|gracias|pasa nada)/iu;

/** Whether some words tell what to do, or how things are. */
function isAdvice(words: string): boolean {
  if (isQuestion(words) || polite.test(words) || isForNow(words)) return false;
  return startsAsRule(words) || statements.some((pattern) => pattern.test(words));
}

const polite =
  /^(?:thanks|thank you|that(?:['’]?s| is) (?:all|it|fine|ok(?:ay)?|great|good|perfect|right|correct|enough|everything|not bad)|it(?:['’]?s| is) (?:fine|ok(?:ay)?|good|great|perfect|all right|not clear|working)|i meant to|i (?:don['’]?t|do not|can['’]?t|think|guess|am|just)|go ahead|nothing|(?:it|everything|that) (?:works|looks)|(?:just|only) (?:asking|curious|kidding)|not (?:yet|really|now|sure)|das (?:passt|war|ist (?:alles|gut|ok))|es (?:passt|ist (?:gut|ok))|danke|c['’]est (?:tout|bon|parfait|bien)|merci|gracias|eso es todo|está bien|es todo)/iu;

/** Whether some words say no more than how to go on, as an answer to a question does: `just show me the diff`. */
function isForNow(words: string): boolean {
  if (/\b(?:not|instead|rather|nicht|keine?n?|statt|stattdessen|pas)\b/iu.test(words)) return false;
  return telling.test(words) || goingOn.test(words);
}

const softly = "(?:(?:just|only|please|first|bitte|nur|erst|einfach)[\\s,]+)*";
const telling = new RegExp(
  `^${softly}(?:(?:tell|show|give|ask|let|wait for|explain (?:it |that |this )?to) (?:me|us)(?![\\p{L}])|(?:zeige?|sage?|gib|erkläre?|frage?) (?:mir|mich|es mir|das mir)(?![\\p{L}])|(?:montre|dis|explique|donne)-(?:moi|le-moi)|(?:muéstrame|dime|explícame|dame)(?![\\p{L}]))`,
  "iu",
);
const goingOn = new RegExp(
  `^${softly}(?:keep going|go (?:on|ahead)|carry on|continue|proceed|stop|wait|skip|start over|commit and push|mache? weiter|weiter(?:machen)?|warte|lass (?:mal|es|das|gut sein)|continue[zr]?|attends?|sigue|espera|try|do what(?:ever)?\\b.*|(?:run|do|try|start|commit|push|leave|skip|keep|stop|drop|fix|merge|close|delete|remove|ignore) (?:it|that|this|them|everything))(?: (?:here|there|now|again|later|please|then|once more|as (?:it|they) (?:is|are)|anyway|for (?:now|today|me)|it|a moment|hier|jetzt|so|bitte|mal))*[.!\\s]*$`,
  "iu",
);

const statements = [
  /^(?:the|it|this|that|our|my|its|these|those|we|they|there|in|on|at|you|only)\b.*(?:\b(?:is|are|was|should|must|needs?|has|have|lives?|belongs?|goes|go|returns?|uses?|don['’]?t|runs?|takes?|means?|called|stays?|comes?|works?|expects?|requires?|starts?)\b|['’](?:s|re)\b)/iu,
  /^i (?:meant|want|wanted|need|needed|asked|said)\b/iu,
  /^(?:der|die|das|es|wir|du|sie|dein\w*|unser\w*|im|in|ich)\b.*\b(?:ist|sind|heißt|heißen|muss|müssen|soll|sollen|sollst|sollte|liegt|gibt|nutzen|verwenden|benutzen|will|wollte|meinte|gehört|kommt|braucht|läuft|steht)\b/iu,
  /^(?:le |la |les |l['’]|c['’]est |ce sont |il |elle |on |nous |tu |je (?:veux|voulais) )/iu,
  /^(?:el|la|los|las|es|son|se|quiero|quería|está|están|hay que|debe|deben)\s/iu,
];

/**
 * The words that a user asks to remember for later, in English, German, French or Spanish. `undefined` when there are
 * none, or when it is not sure.
 */
export function rememberedIn(text: string): string | undefined {
  for (const [index, whole] of userSentences(text).entries()) {
    const sentence = whole.replace(/^(?:no|nope|nein|non)[,.:;!]\s*/iu, "");
    if (sentence === "") continue;
    const words = rememberedOf(sentence, index === 0);
    if (words !== undefined) return words;
  }
  return undefined;
}

function rememberedOf(sentence: string, isFirst: boolean): string | undefined {
  if (isQuestion(sentence)) return askedToRemember.exec(sentence)?.groups?.words?.trim();
  for (const { pattern, needsInstruction } of memoryRules) {
    const words = pattern.exec(sentence)?.groups?.words?.trim();
    if (words && (!needsInstruction || startsAsRule(words))) return words;
  }
  const isRule =
    (lasting.test(sentence) && startsAsRule(sentence) && !asking.test(sentence)) ||
    startsAsInstruction(whenever.exec(sentence)?.groups?.words ?? "") ||
    (isFirst && startsAsInstruction(alwaysOrNever.exec(sentence)?.groups?.words ?? ""));
  return isRule ? sentence : undefined;
}

function startsAsRule(words: string): boolean {
  return (
    startsAsInstruction(words) ||
    /^(?:bitte|please|erst|zuerst|vorher|first|d['’]abord|primero)\s/iu.test(words)
  );
}

const asking = /\b(?:what|how|why|whether|wie|warum|pourquoi|comment|cómo)\b/iu;
