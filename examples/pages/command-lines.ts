import { blocksOf, textOf } from "./pages.ts";

/** One command with its arguments, as a shell would start it. */
export interface CommandLine {
  readonly page: string;
  readonly line: number;
  readonly words: readonly string[];
}

/** Every command in the shell blocks of a page and in its inline code. */
export function commandLinesOf(page: string): CommandLine[] {
  const inBlocks = blocksOf(page)
    .filter(({ language }) => language === "sh")
    .flatMap(({ code, line }) =>
      code
        .replaceAll("\\\n", "  ")
        .split("\n")
        .map((text, index) => ({ text, line: line + index })),
    );
  const inline = withoutBlocks(textOf(page))
    .split("\n")
    .flatMap((text, index) =>
      [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => ({ text: code, line: index + 1 })),
    );
  return [...inBlocks, ...inline].flatMap(({ text, line }) =>
    commandsOf(text).map((words) => ({ page, line, words })),
  );
}

/** Leaves the lines where they are. */
function withoutBlocks(text: string): string {
  return text.replaceAll(/^```.*?^```$/gms, (block) => block.replaceAll(/.+/g, ""));
}

/**
 * The commands of a line: pipes and lists apart, without comments, redirections, variables before a command and `npx -y`,
 * and with quoted words whole.
 */
export function commandsOf(text: string): string[][] {
  const words = text.replace(/(^|\s)#.*/, "").matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g);
  const commands: string[][] = [[]];
  for (const [word] of words) {
    if (/^(\||&&|;|>)$/.test(word)) commands.push([]);
    else commands.at(-1)?.push(word);
  }
  return commands
    .map((command) => {
      const begin = command.findIndex((word) => !/^([A-Z_]+=.*|npx|-y)$/.test(word));
      return begin === -1 ? [] : command.slice(begin);
    })
    .filter((command) => command.length > 0);
}
