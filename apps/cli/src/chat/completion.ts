import { fuzzyFilter } from "../terminal/fuzzy.ts";

/** What could stand where something is being typed. */
export interface Completion {
  items: readonly CompletionItem[];
  /** The chosen item; -1 while what is typed may be meant as it is, as the argument of a command may. */
  index: number;
  /** The range of the text that the chosen item replaces. */
  start: number;
  end: number;
}

export interface CompletionItem {
  label: string;
  detail?: string | undefined;
  /** What is put in. */
  insert: string;
}

export interface CompletionSources {
  commands: readonly CommandWord[];
  /** Files and folders below the working folder, relative; folders end in a slash. */
  files: readonly string[];
}

export interface CommandWord {
  /** Without the slash. */
  name: string;
  description: string;
  /** What its argument may be. */
  values?: (() => readonly CompletionItem[]) | undefined;
}

const limit = 50;

/** What could complete the text before the cursor; nothing when nothing fits. */
export function completionAt(
  text: string,
  cursor: number,
  { commands, files }: CompletionSources,
): Completion | undefined {
  const left = text.slice(0, cursor);
  const items = commandItems(left, commands) ?? fileItems(left, files);
  if (!items || items.items.length === 0) return undefined;
  const index = /^\/\S+ /.test(left) ? -1 : 0;
  return { items: items.items.slice(0, limit), index, start: items.start, end: cursor };
}

/** The mention of a file that the cursor stands behind. */
export function mentionBefore(left: string): { start: number; typed: string } | undefined {
  const match = /(?<=^|\s)@(?:"([^"\n]*)|([^\s"]*))$/.exec(left);
  return match ? { start: match.index, typed: match[1] ?? match[2] ?? "" } : undefined;
}

function commandItems(left: string, commands: readonly CommandWord[]) {
  const name = /^\/(\S*)$/.exec(left);
  if (name) {
    const found = fuzzyFilter(name[1] ?? "", commands, (command) => command.name);
    const items = found.map((command) => ({
      label: `/${command.name}`,
      detail: command.description,
      insert: `/${command.name} `,
    }));
    return { items, start: 0 };
  }
  const argument = /^\/(\S+) (\S*)$/.exec(left);
  const values = argument && commands.find((command) => command.name === argument[1])?.values;
  if (!argument || !values) return undefined;
  const typed = argument[2] ?? "";
  return {
    items: fuzzyFilter(typed, values(), ({ label, detail }) => `${label} ${detail ?? ""}`),
    start: left.length - typed.length,
  };
}

function fileItems(left: string, files: readonly string[]) {
  const mention = mentionBefore(left);
  if (!mention) return undefined;
  const items = fuzzyFilter(mention.typed, files, (path) => path).map((path) => ({
    label: path,
    insert: mentionOf(path),
  }));
  return { items, start: mention.start };
}

/** A folder is gone into; a file is done with. */
function mentionOf(path: string): string {
  const isFolder = path.endsWith("/");
  if (/\s/.test(path)) return isFolder ? `@"${path}` : `@"${path}" `;
  return isFolder ? `@${path}` : `@${path} `;
}
