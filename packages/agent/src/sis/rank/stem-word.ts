/**
 * The stem of an English word in lower case: plural, -ing and -ed are taken off, short forms and what they stand for
 * become one (`repository`, `repos`: `repo`). What comes out is for comparing, not for reading. Words with anything but
 * the letters a to z are returned as they are.
 */
export function stemWord(word: string): string {
  const known = sameAs.get(word);
  if (known !== undefined) return known;
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  const singular = withoutPlural(word);
  const stem = withoutSilentE(withoutEnding(singular));
  return sameAs.get(singular) ?? sameAs.get(stem) ?? stem;
}

function withoutPlural(word: string): string {
  if (!word.endsWith("s") || /(?:ss|us|is)$/.test(word)) return word;
  if (word.length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  return /(?:ss|x|ch|sh|zz)es$/.test(word) ? word.slice(0, -2) : word.slice(0, -1);
}

/** Takes `-ing` and `-ed` off and mends what is left: `committing`: `commit`, `naming`: `name`. */
function withoutEnding(word: string): string {
  if (word.length > 4 && word.endsWith("ied")) return `${word.slice(0, -3)}y`;
  const ending = /(?:ing|(?<!e)ed)$/.exec(word)?.[0];
  if (ending === undefined) return word;
  const rest = word.slice(0, -ending.length);
  if (rest.length < 3 || !/[aeiouy]/.test(rest)) return word;
  if (rest.length > 3 && /([bdgkmnprt])\1$/.test(rest)) return rest.slice(0, -1);
  return /^[^aeiou][aeiouy][^aeiouywx]$/.test(rest) ? `${rest}e` : rest;
}

/** `cache`, `caches` and `caching` have one stem; short words keep theirs apart (`not`, `note`). */
function withoutSilentE(word: string): string {
  return word.length > 4 && word.endsWith("e") && !word.endsWith("ee") ? word.slice(0, -1) : word;
}

/** Words, and stems, that stand for the first of their line. */
const sameAs: ReadonlyMap<string, string> = new Map(
  [
    "use using used uses usage",
    "run ran running runs",
    "set setting",
    "write wrote written writ writing",
    "make made making makes",
    "build built",
    "break broke broken",
    "send sent",
    "choose chose chosen choos",
    "hide hidden hid",
    "speak spoke spoken",
    "embed embedded embedding",
    "alias aliases",
    "canvas canvases",
    "index indices",
    "api apis",
    "os macos ios",
    "repo repository",
    "dep dependency",
    "db database",
    "dir directory folder",
    "doc docs documentation document",
    "config configuration configur conf cfg configure",
    "env environment",
    "auth authentication authenticat",
    "prod production",
    "dev development develop developer",
    "deploy deployment",
    "install installation installer",
    "migrat migration",
    "translat translation translator",
    "generat generation generator",
    "validat validation validator",
    "format formatter formatting",
    "lint linter linting",
    "bundl bundler",
    "compil compiler compilation",
    "summary summariz summaris summarization summarize summarise",
    "authoriz authoris authorization",
    "initializ initialis initialization",
    "optimiz optimis optimization",
    "organiz organis organization",
    "color colour",
    "behavior behaviour",
    "cancel cancell cancellation",
    "reply replies",
    "answer response respon",
    "invok invocation",
    "delet deletion",
    "creat creation",
    "execut execution",
    "verify verification",
    "notify notification",
    "encrypt encryption",
    "permit permission",
    "perf performance",
    "async asynchronous asynchronou",
    "sync synchronous synchroniz synchronis synchronization synchronize",
    "param parameter params",
    "arg argument args",
    "msg message messag",
    "var variable variabl",
    "func function",
    "javascript js cjs mjs jsx ecmascript",
    "typescript ts tsx mts cts",
    "python py python3",
    "ruby rb",
    "kubernetes k8s kubernet",
    "postgresql postgres pg postgr",
    "yaml yml",
    "markdown md",
    "shell sh",
    "spec specification",
    "temp temporary",
    "max maximum maximal",
    "min minimum minimal",
    "info information",
    "admin administrator",
    "app application applicat",
    "ui interface interfac",
    "url uri link",
    "img image imag",
    "email mail emails e-mail",
    "mins minutes",
    "signin login signon",
    "pkg package packag",
    "e2e endtoend",
    "cicd ci",
  ].flatMap((line): [string, string][] => {
    const [first = "", ...others] = line.split(" ");
    return [first, ...others].map((word) => [word, first]);
  }),
);
