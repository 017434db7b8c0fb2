/**
 * Words of English, German, French and Spanish that advice is made of: what to do, what not to do, and what is so. They
 * tell advice from a mere mention of things.
 */
export function hasAdviceWord(text: string): boolean {
  return text.split(/[^\p{L}'’]+/u).some((word) => adviceWords.has(word.toLowerCase()));
}

/** Whether a text begins as an instruction does: `use tabs`, `never push`, `bitte keine Tabs`. */
export function startsAsInstruction(text: string): boolean {
  const [first = "", second = "", third = ""] = text
    .toLowerCase()
    .replace(/^[^\p{L}]+/u, "")
    .split(/[^\p{L}'’-]+/u);
  if (softeners.has(first)) return startsAsInstruction(text.replace(/^[^\p{L}]*[\p{L}'’-]+/u, ""));
  if (notInstructions.has(`${first} ${second}`)) return false;
  return (
    verbs.has(first) ||
    imperatives.has(first) ||
    obligations.has(`${first} ${second}`) ||
    obligations.has(`${first} ${second} ${third}`)
  );
}

const softeners: ReadonlySet<string> = new Set(words("please bitte also and und just"));

function words(...lines: string[]): string[] {
  return lines.flatMap((line) => line.split(" "));
}

/** In the form that is used to tell somebody to do something. */
const verbs: ReadonlySet<string> = new Set(
  words(
    "use run call give put write read add remove delete keep leave make do try set check test build install import export",
    "commit push pull merge rebase branch deploy start restart open close create edit change rename move copy replace revert undo",
    "format lint sort name save store log print return throw catch handle ignore skip include exclude prefer avoid stop quit",
    "ask tell answer respond reply explain document follow wrap pass send fetch update upgrade pin bump stick switch go pick choose",
    "find search look show list split join group order treat consider assume expect mock fix refactor simplify cache retry wait",
    "enable disable configure define declare mention cite quote link reference translate verify confirm review apply execute",
    "stay be have let take get start compile type mark tag squash amend sign escape quote indent",
    // German
    "nimm nutze nutz benutze benutz verwende verwend mach mache schreib schreibe lies füge lass lasse lösche entferne behalte gib",
    "setz setze stell stelle teste prüfe prüf starte führe ruf rufe installiere importiere ändere änder benenne verschiebe kopiere ersetze",
    "committe pushe frag frage antworte antwort erkläre vermeide hör achte leg lege nenn nenne zeig zeige such suche halte halt geh",
    "formatiere sprich bleib bevorzuge übersetze denk merk",
    // French
    "utilise utilisez mets mettez écris écrivez ajoute ajoutez supprime supprimez enlève garde gardez laisse laissez fais faites lance",
    "lancez exécute exécutez appelle appelez donne donnez change changez renomme déplace remplace remplacez crée créez installe évite",
    "évitez vérifie vérifiez demande demandez réponds répondez explique préfère arrête arrêtez teste testez passe prends prenez commite",
    // Spanish
    "usa use utiliza utilice pon ponga escribe escriba añade agrega elimina borra quita deja deje haz haga ejecuta ejecute llama da cambia",
    "cambie renombra mueve copia reemplaza crea cree instala evita evite comprueba verifica pregunta responde responda explica prefiere",
    "prueba corre mantén guarda pide lee ponlo hazlo úsalo muévelo",
  ),
);

/** They begin an instruction without being its verb. */
const imperatives: ReadonlySet<string> = new Set(
  words(
    "without ohne sans sin always never don't don’t dont only instead not no",
    "immer nie niemals nur kein keine keinen nicht stattdessen",
    "toujours jamais ne n'utilise n’utilise n'ajoute n’ajoute uniquement plutôt",
    "siempre nunca solo sólo jamás",
  ),
);

const obligations: ReadonlySet<string> = new Set([
  ...["do not", "you should", "you must", "you need to", "you have to", "we should", "we must"],
  ...["du sollst", "du solltest", "du musst", "wir müssen", "man muss", "es muss"],
  ...["il faut", "tu dois", "tu devrais", "vous devez", "on doit"],
  ...["hay que", "tienes que", "debes", "debes usar", "tiene que"],
]);

/** What only looks like an instruction. */
const notInstructions: ReadonlySet<string> = new Set([
  ...[
    "never mind",
    "no problem",
    "no worries",
    "no thanks",
    "no need",
    "no idea",
    "not yet",
    "not sure",
  ],
  ...[
    "not really",
    "don't worry",
    "don’t worry",
    "don't know",
    "do you",
    "have you",
    "be right",
    "no one",
  ],
  ...[
    "no hay",
    "no sé",
    "no funciona",
    "no gracias",
    "no tengo",
    "no es",
    "not bad",
    "go ahead",
    "no further",
  ],
  ...["no tests", "no more", "kein problem", "keine ahnung", "nicht schlecht", "keine sorge"],
  ...["no longer", "no idea", "no rush", "not now", "only if"],
]);

/** Being and having to. */
const adviceWords: ReadonlySet<string> = new Set([
  ...verbs,
  ...imperatives,
  ...words(
    "is are was were has needs need must should shall lives belongs means works fails comes goes requires wants without",
    "ist sind war hat heißt muss müssen soll sollte sollen liegt braucht gehört nicht ohne statt",
    "est sont doit doivent faut devrait s'appelle pas sans jamais",
    "es son está están debe deben hay tiene sin nunca llama",
  ),
]);
