/**
 * A glob for paths with `/`: `*` and `?` stay within a name, `**` spans folders, `[a-z]` and `{one,two}` as in a shell.
 * Everything else, also a bracket that is never closed, stands for itself.
 */
export function globToRegExp(glob: string): RegExp {
  const pieces: string[] = [];
  /** Where in `pieces` the open brackets and their commas are. */
  const groups: { start: number; commas: number[] }[] = [];
  for (let index = 0; index < glob.length; ) {
    const [length, piece] = tokenAt(glob, index);
    index += length;
    const character = length === 1 ? glob[index - 1] : undefined;
    const group = groups.at(-1);
    if (character === "{") groups.push({ start: pieces.length, commas: [] });
    if (character === "," && group) group.commas.push(pieces.length);
    if (character === "}" && group) {
      groups.pop();
      pieces[group.start] = "(?:";
      for (const comma of group.commas) pieces[comma] = "|";
      pieces.push(")");
    } else pieces.push(piece);
  }
  return new RegExp(`^${pieces.join("")}$`, "su");
}

/** The source of a regular expression that matches a text as it is. (`RegExp.escape` needs Node 24.) */
export function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

/** How many characters of the glob are taken, and what they become. */
function tokenAt(glob: string, index: number): [number, string] {
  const rest = glob.slice(index);
  const isNameStart = index === 0 || glob[index - 1] === "/";
  // More than two stars are two: https://git-scm.com/docs/gitignore#_pattern_format
  const spanning = isNameStart && /^\*{2,}(?:\/|$)/.exec(rest)?.[0];
  if (spanning) return [spanning.length, spanning.endsWith("/") ? "(?:[^/]+/)*" : ".*"];
  const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
  switch (character) {
    case "*":
      return [/^\*+/.exec(rest)?.[0].length ?? 1, "[^/]*"];
    case "?":
      return [1, "[^/]"];
    case "\\":
      return rest.length > 1 ? [2, escapeRegExp(rest.charAt(1))] : [1, "\\\\"];
    case "[":
      return classAt(rest) ?? [1, "\\["];
    default:
      return [character.length, escapeRegExp(character)];
  }
}

function classAt(rest: string): [number, string] | undefined {
  const match = /^\[([!^]?)(\]?(?:\[:\w+:\]|\\.|[^\]\\/])*)\]/su.exec(rest);
  if (!match) return undefined;
  const [whole, negation, members = ""] = match;
  let source = "";
  for (const [member, name = "", from, to, escaped] of members.matchAll(memberForms)) {
    if (name !== "") source += namedClasses[name] ?? "";
    else if (from === undefined || to === undefined) source += escapeMember(escaped ?? member);
    // A range that runs backwards holds nothing.
    else if (from <= to) source += `${escapeMember(from)}-${escapeMember(to)}`;
  }
  return [whole.length, `(?!/)[${negation ? "^" : ""}${source}]`];
}

const memberForms = /\[:(\w+):\]|([^\\])-([^\\])|\\(.)|./gsu;

/** https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap09.html#tag_09_03_05 */
const namedClasses: Readonly<Record<string, string>> = {
  alnum: "A-Za-z0-9",
  alpha: "A-Za-z",
  blank: " \\t",
  digit: "0-9",
  lower: "a-z",
  punct: "!-\\/:-@\\[-`{-~",
  space: "\\s",
  upper: "A-Z",
  xdigit: "A-Fa-f0-9",
};

function escapeMember(character: string): string {
  return character.replace(/[\\[\]^-]/, "\\$&");
}
