import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { EditCase } from "./edit-case.ts";
import { randomNumbers } from "./random.ts";

/** A change of a few lines of a real file, as three texts with LF: before, after, and around. */
interface Change {
  before: string[];
  after: string[];
  /** What the two have in common, at their beginning and at their end. */
  head: string[];
  tail: string[];
  above: string[];
  below: string[];
  /** The line of `before` that differs. */
  changed: string;
}

type Texts = Pick<EditCase, "file" | "edits" | "edited">;

const root = join(import.meta.dirname, "../../../..");
const filesPerKind = 12;

/** For every way in which texts drift, changes of a dozen files of this repository. */
export function realCases(seed = 20_261_120): EditCase[] {
  const paths = globSync("{packages,apps}/*/{src,README.md}{/**/*.ts,}", { cwd: root })
    .filter((path) => /\.(ts|md)$/.test(path))
    .sort();
  const random = randomNumbers(seed);
  return Object.entries(kinds).flatMap(([kind, make]) =>
    Array.from({ length: filesPerKind }, () => {
      for (;;) {
        const name = paths[Math.floor(random() * paths.length)] ?? "";
        const change = pickChange(readFileSync(join(root, name), "utf8"), random);
        const texts = change && make(change, random);
        if (texts) return { kind, name, line: change.above.length + 1, ...texts };
      }
    }),
  );
}

function pickChange(text: string, random: () => number): Change | undefined {
  const lines = text.split("\n");
  const length = 3 + Math.floor(random() * 4);
  const start = Math.floor(random() * (lines.length - length));
  const before = lines.slice(start, start + length);
  const at = 1 + Math.floor(random() * (length - 2));
  const changed = before[at] ?? "";
  const isUsable =
    start >= 0 &&
    before.length === length &&
    [before[0], before.at(-1), changed].every((line) => line?.trim()) &&
    before.filter((line) => line.trim() === changed.trim()).length === 1 &&
    // Another place like this one would be as right; the kind "duplicates" makes its own.
    places(lines, before) === 1 &&
    text.split(joined(before)).length === 2;
  if (!isUsable) return undefined;
  const indent = /^\s*/.exec(changed)?.[0] ?? "";
  const replacements = [
    [`${indent}replaced(${start});`],
    [changed, `${indent}// inserted ${start}`],
    [],
    [`${indent}if (case${start}) {`, `${indent}  replaced();`, `${indent}} // ${start}`],
  ];
  const replacement = replacements[Math.floor(random() * replacements.length)] ?? [];
  return {
    before,
    after: before.toSpliced(at, 1, ...replacement),
    head: before.slice(0, at),
    tail: before.slice(at + 1),
    above: lines.slice(0, start),
    below: lines.slice(start + length),
    changed,
  };
}

function places(lines: readonly string[], block: readonly string[]): number {
  return lines.filter((_, start) =>
    block.every((line, index) => lines[start + index]?.trim() === line.trim()),
  ).length;
}

const joined = (lines: readonly string[]) => lines.join("\n");

/** The plain edit, with every text put through a function. */
function texts(
  change: Change,
  ways: Partial<Record<"file" | "edit", (text: string) => string>>,
): Texts {
  const { file = (text) => text, edit = (text) => text } = ways;
  const { above, before, after, below } = change;
  return {
    file: file(joined([...above, ...before, ...below])),
    edits: [{ oldText: edit(joined(before)), newText: edit(joined(after)) }],
    edited: file(joined([...above, ...after, ...below])),
  };
}

/** The lines of the file that stay look otherwise than in the edit. */
function driftedInFile(change: Change, drift: (line: string) => string): Texts {
  const { above, before, after, head, tail, below } = change;
  const drifted = (lines: readonly string[]) =>
    joined([
      ...above,
      ...head.map(drift),
      ...lines.slice(head.length, lines.length - tail.length),
      ...tail.map(drift),
      ...below,
    ]);
  return {
    file: drifted(before),
    edits: [{ oldText: joined(before), newText: joined(after) }],
    edited: drifted(after),
  };
}

const eachLine = (way: (line: string) => string) => (text: string) =>
  joined(text.split("\n").map(way));
const withCrlf = (text: string) => text.replaceAll("\n", "\r\n");
const withTabs = eachLine((line) =>
  line.replace(/^(?: {2})+/, (run) => "\t".repeat(run.length / 2)),
);
const indented = eachLine((line) => (line.trim() ? `    ${line}` : line));

/** Otherwise the text is found as it is, and what is new is taken literally. */
const isIndented = ({ before }: Change) => before.some((line) => line.startsWith("  "));

function dedented({ before, after }: Change): (text: string) => string {
  const depths = [...before, ...after]
    .filter((line) => line.trim())
    .map((line) => line.search(/\S/));
  return eachLine((line) => line.slice(Math.min(...depths)));
}

const kinds: Record<string, (change: Change, random: () => number) => Texts | undefined> = {
  exact: (change) => texts(change, {}),
  "CRLF in the file": (change) => texts(change, { file: withCrlf }),
  "CRLF in the edit": (change) => texts(change, { edit: withCrlf }),
  "CRLF in both": (change) => texts(change, { file: withCrlf, edit: withCrlf }),
  "byte order mark": (change) => texts(change, { file: (text) => `\ufeff${text}` }),
  "tabs in the file": (change) =>
    isIndented(change) ? texts(change, { file: withTabs }) : undefined,
  "tabs in the edit": (change) =>
    isIndented(change) ? texts(change, { edit: withTabs }) : undefined,
  "less indentation in the edit": (change) => texts(change, { edit: dedented(change) }),
  "more indentation in the edit": (change) => texts(change, { edit: indented }),
  "trailing spaces in the file": (change) => driftedInFile(change, (line) => `${line} \t `),
  "typographic quotes in the file": (change) =>
    driftedInFile(change, (line) => line.replaceAll('"', "\u201d").replaceAll("'", "\u2019")),
  "odd spaces and dashes in the file": (change) =>
    driftedInFile(change, (line) => line.replace(/(?<=\S) /g, "\u00a0").replaceAll("-", "\u2010")),
  "trailing spaces in the edit": (change) => {
    const plain = texts(change, {});
    const { before, after, head, tail } = change;
    const spaced = (lines: readonly string[]) =>
      joined(
        lines.map((line, index) =>
          index < head.length || index >= lines.length - tail.length ? `${line}  ` : line,
        ),
      );
    return { ...plain, edits: [{ oldText: spaced(before), newText: spaced(after) }] };
  },
  "$& and its like in the replacement": (change) => {
    const { before, above, below } = change;
    const newText = `${joined(before)} // $& $1 $$ $\` $' \\n %s`;
    const [file, edited] = [joined(before), newText].map((text) =>
      joined([...above, text, ...below]),
    );
    return {
      file: file ?? "",
      edits: [{ oldText: joined(before), newText }],
      edited: edited ?? "",
    };
  },
  "a part of a line": (change, random) => {
    const { above, before, changed, below } = change;
    const start = Math.floor(random() * changed.length);
    const oldText = changed.slice(start, start + 4 + Math.floor(random() * 12));
    const { file } = texts(change, {});
    if (oldText.trim() === "" || file.split(oldText).length !== 2) return undefined;
    const newText = `<${oldText.length}>`;
    const edited = before.map((line) =>
      line === changed ? line.slice(0, start) + newText + line.slice(start + oldText.length) : line,
    );
    return {
      ...texts(change, {}),
      edits: [{ oldText, newText }],
      edited: joined([...above, ...edited, ...below]),
    };
  },
  "several at once": (change) => {
    const { above, before, after, below } = change;
    const file = joined([...above, ...before, ...below]);
    const at = below.findIndex((line) => line.trim() !== "" && file.split(line).length === 2);
    const line = below[at];
    if (line === undefined) return undefined;
    const longer = `${line}\nand another`;
    return {
      file,
      edits: [
        { oldText: line, newText: longer },
        { oldText: joined(before), newText: joined(after) },
      ],
      edited: joined([...above, ...after, ...below.toSpliced(at, 1, longer)]),
    };
  },
  duplicates: (change) => {
    const { above, before, below } = change;
    const plain = texts(change, {});
    return { ...plain, file: joined([...above, ...before, ...below, ...before]), edited: "" };
  },
  "from memory": (change) => {
    const { before, after, changed, head, tail } = change;
    // What is left must be enough to tell the place by.
    if (![...head, ...tail].some((line) => line.trim().length > 8)) return undefined;
    const wrong = (lines: readonly string[]) =>
      joined(lines.map((line) => (line === changed ? `${line} misremembered` : line)));
    const edits = [{ oldText: wrong(before), newText: wrong(after) }];
    return { ...texts(change, {}), edits, edited: "" };
  },
  "uneven indentation": (change) => {
    const uneven = (line: string, index: number) => " ".repeat((index % 3) * 3) + line.trimStart();
    const [oldText, newText] = [change.before, change.after].map((lines) =>
      joined(lines.map(uneven)),
    );
    if (oldText === undefined || newText === undefined) return undefined;
    return { ...texts(change, {}), edits: [{ oldText, newText }], edited: "" };
  },
  overlapping: (change) => {
    const { head, tail, changed } = change;
    const edits = [
      [...head, changed],
      [changed, ...tail],
    ].map((lines) => ({ oldText: joined(lines), newText: "replaced" }));
    return { ...texts(change, {}), edits, edited: "" };
  },
  "empty old text": (change) => {
    const edits = [{ oldText: "", newText: joined(change.after) }];
    return { ...texts(change, {}), edits, edited: "" };
  },
  "no change": (change) => {
    const text = joined(change.before);
    return { ...texts(change, {}), edits: [{ oldText: text, newText: text }], edited: "" };
  },
};
