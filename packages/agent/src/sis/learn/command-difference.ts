import { onlyLooks } from "./call-effects.ts";
import {
  type CommandPurpose,
  commandPurpose,
  headLength,
  programName,
  withoutWrappers,
} from "./command-purpose.ts";
import { decidingCommands } from "./deciding-commands.ts";
import { type ShellCommand, shellCommands } from "./shell-commands.ts";

/** What made a command succeed that had failed. */
export interface CommandDifference {
  /** The command that failed and the one that succeeded, without what does not matter. */
  failed: string;
  succeeded: string;
  /** The words that changed; one of the two may be empty. */
  removed: string[];
  added: string[];
  purpose: CommandPurpose | undefined;
}

/**
 * What a command that succeeded does otherwise than one that failed, when both are for the same and few words differ.
 * `undefined` when they are for something else, when the second one checks less or hides its failure, or is the same.
 */
export function commandDifference(
  failedLine: string,
  succeededLine: string,
  exitCode: number | undefined,
): CommandDifference | undefined {
  const [failed, succeeded] = [taskOf(failedLine), taskOf(succeededLine)];
  if (!failed || !succeeded?.tellsFailure) return undefined;
  if (failed.commands.length !== succeeded.commands.length) return undefined;
  const isFolderNew = failed.folder !== succeeded.folder;
  if (isFolderNew && failed.folder !== undefined && succeeded.folder !== undefined)
    return undefined;
  const removed = isFolderNew && failed.folder !== undefined ? ["cd", failed.folder] : [];
  const added = isFolderNew && succeeded.folder !== undefined ? ["cd", succeeded.folder] : [];
  let purpose: CommandPurpose | undefined;
  for (const [index, before] of failed.commands.entries()) {
    const after = succeeded.commands[index];
    const change = after && changeOf(before, after, exitCode);
    if (!change) return undefined;
    removed.push(...change.removed);
    added.push(...change.added);
    purpose ??= change.purpose;
  }
  // In another folder fewer things are checked; a program that is not found says nothing of what it would check.
  if (isFolderNew && purpose !== undefined && exitCode === 1) return undefined;
  if (removed.length + added.length === 0 || removed.length + added.length > mostChanges) {
    return undefined;
  }
  const advice = textOf(succeeded, isFolderNew);
  if (advice.length > longestAdvice) return undefined;
  return {
    failed: textOf(failed, isFolderNew),
    succeeded: advice,
    removed: [...new Set(removed)],
    added: [...new Set(added)],
    purpose,
  };
}

/** A command without the filters of its output, and, unless it is asked for, without the folder that it runs in. */
export function plainCommand(line: string, withFolder = false): string {
  const task = taskOf(line);
  return task ? textOf(task, withFolder) : line;
}

/** Words. */
const mostChanges = 8;
const mostWords = 30;
/** Characters; what is longer is a script. */
const longestLine = 2000;
const mostCommands = 3;
/** Characters; a command that is cut is of no use. */
const longestAdvice = 120;
/** Characters of a word that is told. */
const longestWord = 60;

interface Task {
  /** Where it is gone to first. */
  folder: string | undefined;
  commands: ShellCommand[];
  /** Whether the exit code of the line tells it when one of them fails. */
  tellsFailure: boolean;
}

const preparing: ReadonlySet<string> = new Set([
  "cd",
  "set",
  "export",
  "source",
  ".",
  "echo",
  "sleep",
]);
const filtering: ReadonlySet<string> = new Set(
  "tail head grep egrep rg cat tee sed awk wc sort uniq less cut tr jq".split(" "),
);

function taskOf(line: string): Task | undefined {
  if (line.length > longestLine) return undefined;
  const all = shellCommands(line);
  const deciding = new Set(decidingCommands(all));
  const commands = all.filter(
    ({ words: [first = ""], joiner }) =>
      first !== "" && !preparing.has(first) && !(joiner === "|" && filtering.has(first)),
  );
  if (commands.length === 0 || commands.length > mostCommands) return undefined;
  if (commands.some(({ words }) => words.length > mostWords)) return undefined;
  return {
    folder: all.findLast(({ words }) => words[0] === "cd")?.words[1],
    commands,
    tellsFailure: commands.every((command) => deciding.has(command)),
  };
}

interface Change {
  removed: string[];
  added: string[];
  purpose: CommandPurpose | undefined;
}

function changeOf(
  before: ShellCommand,
  after: ShellCommand,
  exitCode: number | undefined,
): Change | undefined {
  const purpose = commandPurpose(before.words);
  if (commandPurpose(after.words) !== purpose) return undefined;
  const kept = keptWords(before.words, after.words);
  const removed = before.words.flatMap((word, index) =>
    kept.some((pair) => pair.before === index) ? [] : [{ word, index }],
  );
  const added = after.words.flatMap((word, index) =>
    kept.some((pair) => pair.after === index) ? [] : [{ word, index }],
  );
  const set = after.assignments.filter((text) => !before.assignments.includes(text));
  const change: Change = {
    removed: removed.map(({ word }) => word),
    added: [...set, ...added.map(({ word }) => word)],
    purpose,
  };
  if (change.removed.length + change.added.length === 0) return change;
  if ([...change.removed, ...change.added].some(isUnfit) || change.added.some(hidesOrForces)) {
    return undefined;
  }
  if (saysMoreOrLess([...change.removed, ...change.added])) return undefined;
  const [headBefore, headAfter] = [headLength(before.words), headLength(after.words)];
  const isFound = exitCode !== commandNotFound;
  const likeness = (2 * kept.length) / (before.words.length + after.words.length);
  if (isFound && likeness < leastLikeness) return undefined;
  const rest = {
    removed: removed.filter(({ index }) => index >= headBefore).map(({ word }) => word),
    added: added.filter(({ index }) => index >= headAfter).map(({ word }) => word),
  };
  if (purpose !== undefined) return checksAsMuch(rest) ? change : undefined;
  if (!isSameProgram(before.words, after.words)) return undefined;
  if (destroying.has(programOf(after.words))) return undefined;
  return isSameTarget(rest, { before: before.words, after: after.words }) ? change : undefined;
}

const commandNotFound = 127;
const leastLikeness = 0.4;

/** The longest common words of two commands, by their places. */
function keptWords(before: readonly string[], after: readonly string[]) {
  const lengths = Array.from({ length: before.length + 1 }, () =>
    new Array<number>(after.length + 1).fill(0),
  );
  const at = (row: number, column: number) => lengths[row]?.[column] ?? 0;
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      const line = lengths[row];
      if (!line) continue;
      line[column] =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const kept: { before: number; after: number }[] = [];
  let [row, column] = [0, 0];
  while (row < before.length && column < after.length) {
    if (before[row] === after[column]) {
      kept.push({ before: row, after: column });
      row += 1;
      column += 1;
    } else if (at(row + 1, column) >= at(row, column + 1)) row += 1;
    else column += 1;
  }
  return kept;
}

/** A text is of this task only, and what a shell fills in is not known. */
function isUnfit(word: string): boolean {
  return word.length > longestWord || /[\s$`]/.test(word);
}

/** Options that take checks away, that only pretend, or that nobody should learn. */
function hidesOrForces(word: string): boolean {
  return (
    /^--?(?:no-(?:verify|check|fail|error)|force|skip|pass-?with|exit-zero|ignore|exclude|allow-(?:no|empty|fail)|continue|insecure|dangerous|help|version|dry-run|list|collect-only|warn-only|yolo|unsafe)/i.test(
      word,
    ) || /^(?:-f|-k|-h|-V|-n|sudo|doas|-D?skip\w*|-D\w*skip\w*|--?only.*|777)$/i.test(word)
  );
}

/** Whether a command only talks more or less: then it was chance that it succeeded. */
function saysMoreOrLess(words: readonly string[]): boolean {
  return words.every((word) =>
    /^(?:--|-v+|-[sq]|-sS|--(?:verbose|silent|quiet|debug|trace|(?:no-)?colors?))$/.test(word),
  );
}

interface Rest {
  removed: string[];
  added: string[];
}

/** Whether only options differ, and none that picks some of the checks. */
function checksAsMuch({ removed, added }: Rest): boolean {
  return (
    [...removed, ...added].every((word) => word.startsWith("-") && !picking.test(word)) &&
    !added.some((word) => updatesWhatIsExpected.test(word)) &&
    !removed.some((word) => /strict|werror|max-warnings|coverage|fail/i.test(word))
  );
}

const updatesWhatIsExpected = /^(?:-u|-update|--update.*|--snapshot-update|--inline-snapshot.*)$/i;

const picking =
  /^--?(?:[tkmxp]|g|run|grep|test\w*|tests?-?name\w*|filter|only\w*|bail|maxfail.*|last-failed|lf|ff|changed\w*|related|shard.*|project|spec|tags?|lib|bin|doc|deselect.*|D\w*[tT]est.*|package|workspace|config.*)(?:=.*)?$/;

const sameAs: readonly ReadonlySet<string>[] = [
  new Set(["python", "python2", "python3", "py"]),
  new Set(["pip", "pip2", "pip3"]),
  new Set(["npm", "pnpm", "yarn", "bun"]),
  new Set(["node", "nodejs", "tsx", "ts-node", "bun", "deno"]),
  new Set(["docker", "docker-compose", "podman", "podman-compose"]),
  new Set(["make", "gmake"]),
  new Set(["sed", "gsed"]),
  new Set(["mvn", "mvnw"]),
  new Set(["gradle", "gradlew"]),
  new Set(["vi", "vim", "nvim"]),
];

function isSameProgram(before: readonly string[], after: readonly string[]): boolean {
  const [one, other] = [programOf(before), programOf(after)];
  return one === other || sameAs.some((names) => names.has(one) && names.has(other));
}

/** `python -m pip` is `pip`. */
function programOf(words: readonly string[]): string {
  const [first = "", second, third] = withoutWrappers(words);
  return programName(second === "-m" && third !== undefined ? third : first);
}

/** Whether two commands are about the same thing: nothing but options, and what belongs to them, was taken away. */
function isSameTarget(
  { removed, added }: Rest,
  words: { before: readonly string[]; after: readonly string[] },
): boolean {
  const [gone, come] = [removed, added].map((list) => list.filter((word) => !word.startsWith("-")));
  if (!gone || !come) return false;
  const looks = onlyLooks(words.before) || manipulating.has(programOf(words.before));
  if (gone.length === 0) return come.length === 0 || !looks;
  if (looks || gone.length !== come.length) return false;
  return gone.every((word, index) => {
    const other = come[index] ?? "";
    return isSameFile(word, other) || isSamePage(word, other) || isValue(word, other, words);
  });
}

/** Nobody should learn to do it harder. */
const destroying: ReadonlySet<string> = new Set("rm rmdir kill pkill killall dd".split(" "));

/** Another name is another file for them. */
const manipulating: ReadonlySet<string> = new Set(
  "rm cp mv mkdir touch chmod chown ln rmdir tar zip unzip".split(" "),
);

/** `manage.py` and `backend/manage.py` */
function isSameFile(one: string, other: string): boolean {
  const isName = one.includes(".") && (one.includes("/") || other.includes("/"));
  return isName && !one.includes("://") && baseName(one) === baseName(other);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The same page of another host or port. */
function isSamePage(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) =>
    URL.canParse(text) ? new URL(text) : undefined,
  );
  return first !== undefined && second !== undefined && first.pathname === second.pathname;
}

/** The value of the same option: `-p 5432`. */
function isValue(
  one: string,
  other: string,
  { before, after }: { before: readonly string[]; after: readonly string[] },
): boolean {
  const option = before[before.indexOf(one) - 1];
  return (
    option?.startsWith("-") === true &&
    option === after[after.indexOf(other) - 1] &&
    before.length > 3 &&
    before.length === after.length
  );
}

function textOf({ folder, commands }: Task, withFolder: boolean): string {
  const parts = commands.map(({ assignments, words }) => [...assignments, ...words.map(quoted)]);
  if (withFolder && folder !== undefined) parts.unshift(["cd", quoted(folder)]);
  return parts.map((words) => words.join(" ")).join(" && ");
}

function quoted(word: string): string {
  if (word !== "" && !/[\s"'|&;<>()]/.test(word)) return word;
  return word.includes("'") ? JSON.stringify(word) : `'${word}'`;
}
