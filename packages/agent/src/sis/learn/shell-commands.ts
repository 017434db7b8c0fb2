/** One simple command of a command line. */
export interface ShellCommand {
  /** How it hangs on what is before it; `""` for the first one. */
  joiner: "" | "&&" | "||" | ";" | "|" | "&";
  /** Without quotes, redirections and assignments; the program comes first. */
  words: string[];
  /** Variables that are set for it, as they are written: `CI=1`. */
  assignments: string[];
  /** Nobody waits for it: `&` follows. */
  isBackground: boolean;
}

/**
 * The simple commands of a command line, read as a shell would as far as words go: nothing is expanded, and the
 * keywords of loops and conditions are words like others. Never throws; takes time in proportion to the text.
 */
export function shellCommands(line: string): ShellCommand[] {
  const commands: ShellCommand[] = [];
  let current = newCommand("");
  let skipNext = false;

  function end(joiner: ShellCommand["joiner"]): void {
    const isEmpty = current.words.length === 0 && current.assignments.length === 0;
    if (!isEmpty) commands.push({ ...current, isBackground: joiner === "&" });
    // An empty command is a blank line or a comment: what was said before it still holds.
    current = newCommand(isEmpty && joiner === ";" ? current.joiner : joiner);
    if (commands.length === 0) current.joiner = "";
    skipNext = false;
  }

  for (const token of tokensOf(line)) {
    if (token.kind === "joiner") end(token.joiner);
    else if (token.kind === "redirection") skipNext = token.takesNext;
    else if (skipNext) skipNext = false;
    else if (current.words.length === 0 && assignment.test(token.text)) {
      current.assignments.push(token.text);
    } else current.words.push(token.text);
  }
  end(";");
  return commands;
}

/** Characters, with and without the texts of here-documents; what comes after them is not read. */
const longestText = 50_000;
const longestLine = 5000;
const assignment = /^[A-Za-z_]\w*\+?=/;
/** The text of a here-document is what a command reads, not a command. */
const hereDocument = /((?<!<)<<-?[ \t]*(['"]?)(\w+)\2[^\n]*)\n(?:[\s\S]*?\n)??[ \t]*\3(?=\n|$)/g;

function newCommand(joiner: ShellCommand["joiner"]): ShellCommand {
  return { joiner, words: [], assignments: [], isBackground: false };
}

type Token =
  | { kind: "word"; text: string }
  | { kind: "joiner"; joiner: ShellCommand["joiner"] }
  | { kind: "redirection"; takesNext: boolean };

const piece =
  /(?<blank>[^\S\n]+|\\\n)|(?<comment>(?<![^\s;|&(])#[^\n]*)|(?<redirection>(?:\d{0,2}|&)(?:<<<|<<-?|>>|>\||<>|[<>])&?(?:\d(?![^\s;|&<>()])|-(?![^\s;|&<>()]))?)|(?<joiner>&&|\|\||\|&|;;?|[|&\n])|(?<bracket>[()])|(?<single>\$?'[^']*'?)|(?<double>\$?"(?:\\[\s\S]|[^"\\])*"?)|(?<escaped>\\[\s\S]?)|(?<plain>(?:\$\{[^}\n]*\}|\$\(\(|[^\s;|&<>()'"\\])+)/gy;

function* tokensOf(line: string): Generator<Token> {
  let word: string | undefined;
  const text = line.slice(0, longestText).replaceAll(hereDocument, "$1").slice(0, longestLine);
  for (const { groups = {} } of text.matchAll(piece)) {
    const { single, double, escaped, plain } = groups;
    const part = single ?? double ?? escaped ?? plain;
    if (part !== undefined) {
      word = (word ?? "") + unquoted(part);
      continue;
    }
    if (word !== undefined) yield { kind: "word", text: word };
    word = undefined;
    if (groups.joiner !== undefined) yield { kind: "joiner", joiner: joinerOf(groups.joiner) };
    else if (groups.bracket !== undefined) yield { kind: "joiner", joiner: ";" };
    else if (groups.redirection !== undefined) {
      yield { kind: "redirection", takesNext: !/[\d-]$|<<-$/.test(groups.redirection) };
    }
  }
  if (word !== undefined) yield { kind: "word", text: word };
}

function joinerOf(text: string): ShellCommand["joiner"] {
  if (text === "&&" || text === "||" || text === "|" || text === "&") return text;
  return text === "|&" ? "|" : ";";
}

function unquoted(text: string): string {
  const quote = /^\$?(['"])/.exec(text);
  if (quote === null) return text.startsWith("\\") ? text.slice(1) : text;
  const inner = text.slice(quote[0].length);
  const closed = inner.endsWith(quote[1] ?? "") ? inner.slice(0, -1) : inner;
  return quote[1] === '"' ? closed.replaceAll(/\\(["\\$`])/g, "$1") : closed;
}
