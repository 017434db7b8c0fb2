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
  if (isNameStart && rest.startsWith("**/")) return [3, "(?:[^/]+/)*"];
  if (isNameStart && rest === "**") return [2, ".*"];
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
  const match = /^\[([!^]?)(\]?[^\]/]*)\]/.exec(rest);
  if (!match) return undefined;
  const [whole, negation, members = ""] = match;
  // A range that runs backwards holds nothing.
  const source = members.replaceAll(/(.)-(.)|./gsu, (member, from?: string, to?: string) => {
    if (from === undefined || to === undefined) return escapeMember(member);
    return from <= to ? `${escapeMember(from)}-${escapeMember(to)}` : "";
  });
  return [whole.length, `(?!/)[${negation ? "^" : ""}${source}]`];
}

function escapeMember(character: string): string {
  return character.replace(/[\\[\]^-]/, "\\$&");
}
