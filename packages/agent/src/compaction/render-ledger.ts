import { estimateTextTokens } from "./estimate-tokens.ts";
import type { FileLedger, LedgerFile } from "./file-ledger.ts";

/**
 * The ledger as text, about `tokens` long at most: what was changed first, what was only read last, of each the newest.
 * What does not fit is counted.
 */
export function renderLedger(ledger: FileLedger, tokens: number): string {
  let left = tokens;
  const groups: string[] = [];
  for (const { title, lines } of groupsOf(ledger)) {
    if (lines.length === 0) continue;
    left -= frameTokens;
    let first = lines.length;
    for (; first > 0; first--) {
      const cost = estimateTextTokens(`${lines[first - 1]}\n`);
      if (cost > left) break;
      left -= cost;
    }
    const more = first > 0 ? [`- and ${first} earlier ones`] : [];
    groups.push([`${title}:`, ...more, ...lines.slice(first)].join("\n"));
  }
  return groups.join("\n\n");
}

/** A title, and the line that counts what does not fit. */
const frameTokens = 12;

function groupsOf({ files, commands, errors }: FileLedger): { title: string; lines: string[] }[] {
  const changed = (change: LedgerFile["change"]) =>
    pathsOf(files, (file) => file.change === change);
  return [
    { title: "Files created", lines: changed("created") },
    { title: "Files written", lines: changed("written") },
    { title: "Files edited", lines: changed("edited") },
    {
      title: "Open errors",
      lines: errors.map(({ key, message }) => `- ${onOneLine(key)}: ${message}`),
    },
    {
      title: "Commands run, with the last exit code",
      lines: commands.map(({ command, outcome }) => `- [${outcome}] ${command}`),
    },
    {
      title: "Files read, not changed",
      lines: pathsOf(files, (file) => file.isRead && file.change === undefined),
    },
  ];
}

function pathsOf(files: readonly LedgerFile[], isWanted: (file: LedgerFile) => boolean): string[] {
  return files.filter(isWanted).map(({ path }) => `- ${onOneLine(path)}`);
}

/** A name that would look like more than a name is quoted. */
function onOneLine(name: string): string {
  return /^\s|[\p{Cc}\u2028\u2029]|\s$/u.test(name) ? JSON.stringify(name) : name;
}
