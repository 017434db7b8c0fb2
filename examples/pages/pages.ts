import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The folder of the repository. */
export const root = join(import.meta.dirname, "../..");

/** The READMEs that people read first, as paths below `root`. */
export const readmes = globSync(
  ["README.md", "{bench,examples}/README.md", "{packages,apps}/*/README.md"],
  { cwd: root },
).sort();

/** All pages for people, as paths below `root`. */
export const pages = [
  ...readmes,
  ...globSync(["docs/**/*.md", "packages/ai/models/*.md"], { cwd: root }).sort(),
];

/** The text of a file, named from `root`. */
export function textOf(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** A fenced block of a page. */
export interface Block {
  /** What stands behind the opening fence; empty when nothing does. */
  readonly language: string;
  readonly code: string;
  /** The line of the page with the first line of `code`, from 1. */
  readonly line: number;
}

/** Every fenced block of a page, in order. A fence that is never closed is an error. */
export function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  let open: { fence: string; language: string; line: number; lines: string[] } | undefined;
  for (const [index, text] of textOf(page).split("\n").entries()) {
    const [, fence, language = ""] = /^\s*(`{3,}|~{3,})(.*)$/.exec(text) ?? [];
    if (open === undefined) {
      if (fence) open = { fence, language: language.trim(), line: index + 2, lines: [] };
    } else if (text.trim() === open.fence) {
      const { language, line, lines } = open;
      blocks.push({ language, line, code: lines.map((each) => `${each}\n`).join("") });
      open = undefined;
    } else open.lines.push(text);
  }
  if (open) throw new Error(`${page}:${open.line - 1}: the block is never closed.`);
  return blocks;
}
