/**
 * A glob for paths with `/`: `*` and `?` stay within a name, `**` spans folders, `[a-z]` and `{one,two}` as in a shell.
 * Everything else stands for itself.
 */
export function globToRegExp(glob: string): RegExp {
  return new RegExp(`^${sourceOf(glob)}$`, "s");
}

/** The source of a regular expression that matches a text as it is. (`RegExp.escape` needs Node 24.) */
export function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

function sourceOf(glob: string): string {
  let source = "";
  let depth = 0;
  for (let index = 0; index < glob.length; ) {
    const [taken, piece] = tokenAt(glob, index, depth);
    if (piece === "(?:") depth += 1;
    else if (piece === ")") depth -= 1;
    source += piece;
    index += taken;
  }
  return source;
}

/** How many characters of the glob are taken, and what they become. */
function tokenAt(glob: string, index: number, depth: number): [number, string] {
  const rest = glob.slice(index);
  const isNameStart = index === 0 || glob[index - 1] === "/";
  if (isNameStart && rest.startsWith("**/")) return [3, "(?:[^/]+/)*"];
  if (isNameStart && rest === "**") return [2, ".*"];
  const character = rest.charAt(0);
  switch (character) {
    case "*":
      return [/^\*+/.exec(rest)?.[0].length ?? 1, "[^/]*"];
    case "?":
      return [1, "[^/]"];
    case "\\":
      return rest.length > 1 ? [2, escapeRegExp(rest.charAt(1))] : [1, "\\\\"];
    case "[":
      return classAt(rest) ?? [1, "\\["];
    case "{":
      return hasClosingBrace(rest) ? [1, "(?:"] : [1, "\\{"];
    case "}":
      return depth > 0 ? [1, ")"] : [1, "\\}"];
    case ",":
      return [1, depth > 0 ? "|" : ","];
    default:
      return [1, escapeRegExp(character)];
  }
}

function classAt(rest: string): [number, string] | undefined {
  const match = /^\[([!^]?)(\]?[^\]/]*)\]/.exec(rest);
  if (!match) return undefined;
  const members = (match[2] ?? "").replaceAll(/[\\[\]^]/g, "\\$&");
  return [match[0].length, `(?!/)[${match[1] ? "^" : ""}${members}]`];
}

function hasClosingBrace(rest: string): boolean {
  let depth = 0;
  for (const character of rest) {
    if (character === "{") depth += 1;
    if (character === "}") depth -= 1;
    if (depth === 0) return true;
  }
  return false;
}
