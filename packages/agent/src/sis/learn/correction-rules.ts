/** A way to say that something was wrong. The group `words` is the advice; without it, the whole sentence is. */
export interface CorrectionRule {
  pattern: RegExp;
  /**
   * `advice`: counts only when the words, or the next sentence, are advice; `complaint`: counts anyway; `sure`: whatever
   * the words are, they are advice.
   */
  needs: "advice" | "complaint" | "sure";
}

const gap = String.raw`\s*(?:[,.:;!—–]|\s-)+\s*`;
const rest = `(?:${gap}(?:because |since |weil |denn |car |porque )?(?<words>.*))?$`;

function rule(needs: CorrectionRule["needs"], source: string): CorrectionRule {
  return { needs, pattern: new RegExp(`^(?:${source})`, "iu") };
}

/** In any of the first sentences. */
export const strongRules: readonly CorrectionRule[] = [
  rule(
    "advice",
    `(?:(?:no|nein|non)[, ]+)?(?:not like (?:that|this)|so nicht|nicht so|pas comme ça|así no)${rest}`,
  ),
  rule(
    "advice",
    `(?:close|almost|nearly|not quite|not exactly|nicht ganz|fast|presque|pas tout à fait|casi|no exactamente)${gap}(?:but |aber |mais |pero )?(?<words>.*)$`,
  ),
  rule(
    "advice",
    `(?:no+|nope|nah|nein|nee|nö|non|wrong|incorrect|false|falsch|verkehrt|faux|incorrecto|mal)(?:[, ]+(?:no+|nein|non))*${gap}(?<words>.*)$`,
  ),
  rule("advice", `(?:the )?wrong [\\w-]+(?: [\\w-]+)?${rest}`),
  // English
  rule("advice", `(?:that|this|it)(?:['’]s| is| was) (?:way |much |far )?too \\w+${rest}`),
  rule(
    "sure",
    `(?:the|your) [\\w -]{1,30} (?:is|are|was|were) (?:still )?(?:wrong|incorrect|not right)${gap}(?<words>(?:it|they|that)(?:['’](?:s|re)| is| are| should| must| ha(?:s|ve) to)\\b.*)$`,
  ),
  rule(
    "complaint",
    `you (?:got|have|had) (?:it|this|that) (?:backwards|wrong|the wrong way)\\b[^,.:;]*${rest}`,
  ),
  rule("sure", `you should(?:n['’]?t| not)? .*\\b(?:not|instead|rather)\\b.*`),
  rule("sure", `i (?:don['’]?t|do not|didn['’]?t) want (?<words>(?:you to|any) .+)$`),
  rule(
    "advice",
    `you(?:['’]ve| have)?(?: just)? (?:removed|deleted|changed|broke|broken|renamed|reverted|added|overwrote|dropped|moved)\\b[^,.:;]*${rest}`,
  ),
  rule(
    "complaint",
    `(?:that|this|it)(?:['’]s| is| was)(?: still| just| all| simply| also)? (?:wrong|incorrect|false|the wrong [\\w-]+|not (?:right|correct|true|quite right|what (?:i|we)\\b[^.,:;]*|how (?:i|we|it)\\b[^.,:;]*))${rest}`,
  ),
  rule(
    "complaint",
    `(?:that|this|it) (?:isn|wasn)['’]?t (?:right|correct|true|quite right|what (?:i|we)\\b[^.,:;]*|how (?:i|we|it)\\b[^.,:;]*)${rest}`,
  ),
  rule(
    "advice",
    `(?:as |like )?i(?:['’]ve| have| had)?(?: already| just| explicitly| clearly)? (?:said|told you|asked you|asked for)(?: before| already)?(?:,|:)?(?: that| to)? (?<words>.+)$`,
  ),
  rule("sure", `i (?:actually )?meant (?!to |that it |well)(?<words>.+)$`),
  rule("sure", `i (?:asked for|wanted) (?<words>.+,? not .+)$`),
  rule(
    "sure",
    `you (?:keep|kept|forgot|missed|shouldn['’]?t have|should(?: not)? have|should['’]ve|were(?: not|n['’]t)? supposed)\\b.+`,
  ),
  rule(
    "sure",
    `you(?:['’]ve| have)?(?: just)? (?:used|changed|deleted|removed|broke|broken|put|added|named|called|picked|edited|wrote|written|ignored|moved|renamed|committed|pushed)\\b.*\\b(?:but|instead|wrong|not|even though|although|without)\\b.*`,
  ),
  // German
  rule(
    "complaint",
    `das (?:ist|war)(?: so| leider| immer noch| doch)? (?:falsch|verkehrt|nicht (?:richtig|korrekt|ganz richtig|wahr)|nicht,? (?:das,? )?was (?:ich|wir)\\b[^.,:;]*)${rest}`,
  ),
  rule("complaint", `das stimmt(?: so| leider| doch)? nicht${rest}`),
  rule(
    "advice",
    `ich (?:habe?|hatte)(?: dir| euch)?(?: doch| schon| bereits| ja)* (?:gesagt|gebeten)[,:]? (?:dass )?(?<words>.+)$`,
  ),
  rule("advice", `ich sagte(?: doch| schon| bereits)*[,:]? (?:dass )?(?<words>.+)$`),
  rule("sure", `ich meinte(?: eigentlich| doch)? (?<words>.+)$`),
  rule("sure", `ich wollte (?<words>.+,? (?:nicht|keine?n?) .+)$`),
  rule("sure", `du (?:hast|solltest)\\b.*\\b(?:vergessen|sollen|falsche\\w*|übersehen)\\b.*`),
  // French
  rule(
    "complaint",
    `c['’](?:est|était) (?:faux|incorrect|pas (?:ça|bon|correct|juste|vrai|ce que [^.,:;]*))${rest}`,
  ),
  rule(
    "complaint",
    `ce n['’](?:est|était) pas (?:ça|bon|correct|juste|vrai|ce que [^.,:;]*)${rest}`,
  ),
  rule(
    "sure",
    `(?:j['’]ai|j['’]avais|je t['’]ai|je t['’]avais|je vous ai)(?: déjà| bien| pourtant)* (?:dit|demandé)(?: de | d['’]| que | qu['’]| ?: ?)(?<words>.+)$`,
  ),
  rule("sure", `je (?:voulais dire|parlais de|pensais à) (?<words>.+)$`),
  rule("sure", `tu (?:as|avais) (?:oublié|raté|manqué|utilisé .* au lieu|changé le mauvais)\\b.*`),
  rule("sure", `tu aurais dû .+`),
  // Spanish
  rule(
    "complaint",
    `(?:eso |esto )?(?:está mal|es incorrecto|es falso|no es (?:correcto|cierto|así|lo que [^.,:;]*)|no está bien)${rest}`,
  ),
  rule("sure", `(?:ya )?(?:te )?(?:dije|pedí|había dicho|había pedido) que (?<words>.+)$`),
  rule("sure", `(?:quise decir|quería decir|me refería a) (?<words>.+)$`),
  rule("sure", `(?:te )?(?:olvidaste|has olvidado|deberías haber|tenías que)\\s.+`),
];

/** Only as the beginning of a message: anywhere else they are a part of what is asked for. */
export const firstRules: readonly CorrectionRule[] = [
  // English
  rule(
    "sure",
    `(?:do not|don['’]?t|never)\\s+(?!worry|forget|bother|mind|know|think|hesitate|have\\b|need|you\\b|get me|care|see\\b|understand|remember|panic|the\\b|show|print|return|log|throw|stop until)(?!.*\\b(?:yet|anything)\\b)(?!.*, (?:just|only) (?:tell|show|explain|give|answer|describe|list|look|think|plan)\\b)[a-z]+(?:, (?:just|only))? .+`,
  ),
  rule("sure", `(?:stop|quit)\\s+(?!(?:running|existing)\\b)[a-z]+ing\\b.*`),
  rule(
    "sure",
    `(?:use|take|make (?:it|that)|call it|try|go with|pick|put|keep|write it|do)\\b[^,]{1,80}\\b(?:instead|rather than)\\b.*`,
  ),
  rule(
    "sure",
    `(?:use|take|it['’]s|it is|it should be|that should be|put it|make it|call it)\\b[^,]{1,60}, (?:and )?not (?!only\\b)[^,]{1,50}$`,
  ),
  rule("sure", `not (?:the|in|a|an|on|that)\\b[^,]{1,50}, (?:but )?(?:the|in|a|an|on|this) .+`),
  rule(
    "advice",
    `actually(?:, | (?=use|it['’]s|it is|don['’]?t|do not))(?!can|could|let['’]?s|do you|i think)(?<words>.+)$`,
  ),
  rule(
    "sure",
    `(?:it|that|this|these|those|they) should(?:n['’]?t| not)? (?:be(?! (?:possible|able))|have been|go|live)\\b.*\\b(?:not|instead)\\b.*`,
  ),
  rule(
    "complaint",
    `(?:revert|undo|roll back)\\b.{0,30}\\b(?:that|this|it|your)\\b[^,.;:]*${rest}`,
  ),
  // German
  rule("sure", `(?:keine?n?|nicht)\\s.*(?:\\bmehr\\b|\\bsondern\\b|, nur\\s).*`),
  rule(
    "sure",
    `nicht (?:\\p{L}+ ){0,4}(?!vergessen|verstanden|bestanden|vorhanden|zufrieden|ge\\p{L}+en[.!]*$)\\p{L}+(?:en|ern|eln)[.!]*$`,
  ),
  rule(
    "sure",
    `(?:verwende?|benutze?|nutze?|nimm|mache?|schreibe?|füge?|ändere?|lösche?|fasse?|committe|pushe?|installiere?|erstelle?|lege?|benenne?)\\s[^,]*\\b(?:nicht|keine?n?|nie|statt|stattdessen|anstatt|anstelle)\\b.*`,
  ),
  rule("sure", `(?:hör|hört) auf\\b.*`),
  rule("sure", `lass (?:das|die|den|es)\\b.*\\b(?:sein|weg|bleiben|in ruhe)\\b.*`),
  // French
  rule(
    "sure",
    `(?:ne |n['’])(?!oublie|t['’]inquiète|vous inquiétez|hésite)[\\p{L}]+ .*(?:pas|plus|jamais|rien)(?![\\p{L}]).*`,
  ),
  rule("sure", `arrêtez? (?:de |d['’]).+`),
  rule(
    "sure",
    `(?:utilise|utilisez|mets|mettez|prends|prenez|appelle|écris)\\s.*(?:au lieu d|plutôt que|à la place|, pas ).*`,
  ),
  // Spanish
  rule(
    "sure",
    `no (?:uses|utilices|pongas|hagas|toques|cambies|añadas|agregues|borres|elimines|escribas|modifiques|crees|ejecutes|instales|vuelvas|metas|quites|dejes|muevas|subas|reformatees|commitees|renombres)(?![\\p{L}]).*`,
  ),
  rule("sure", `deja de \\p{L}+.*`),
  rule(
    "sure",
    `(?:usa|utiliza|pon|ponlo|toma|llámalo|escribe)\\s.*(?:en vez de|en lugar de|en su lugar|, no ).*`,
  ),
];

/** Only when they are the whole message: before a request they tell what it is about. */
export const onlyRules: readonly CorrectionRule[] = [
  rule(
    "sure",
    `we (?:don['’]?t|do not|never|only|always)? ?use .*\\b(?:here|in this|not|anymore)\\b.*`,
  ),
  rule("sure", `we (?:don['’]?t|do not|never) \\w+ .*\\b(?:here|in this|anymore)\\b.*`),
  rule("sure", `we don['’]?t use .+`),
  rule("sure", `(?:the|in the) [^,]{1,60}, (?:and )?not [^,]{1,50}$`),
];
