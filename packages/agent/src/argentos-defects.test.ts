import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..", "..");

/** A row ends with its tests: a file, then the names of one or several of its tests. */
interface Row {
  readonly number: number;
  readonly tests: readonly { readonly file: string; readonly name: string }[];
}

function readRow(line: string): Row {
  const cells = line.split(" | ");
  const tests = (cells.at(-1) ?? "").split("`").slice(1);
  return {
    number: Number(cells[0]?.slice(2)),
    tests: tests.flatMap((file, index) => {
      const names = index % 2 === 0 ? (tests[index + 1] ?? "") : "";
      return [...names.matchAll(/"(.*?)"/g)].map(([, name = ""]) => ({ file, name }));
    }),
  };
}

test("every defect on the page has a test, and the test is there", async () => {
  const page = await readFile(join(root, "docs", "argentos-defects.md"), "utf8");
  const rows = page
    .split("\n")
    .filter((line) => /^\| \d/.test(line))
    .map(readRow);
  expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => index + 1));
  expect(rows.filter(({ tests }) => tests.length === 0).map(({ number }) => number)).toEqual([
    18,
    19, // there is nothing yet that could have them
  ]);
  for (const { file, name } of rows.flatMap(({ tests }) => tests)) {
    const source = await readFile(join(root, file), "utf8");
    expect(source.includes(`"${name}"`), `${file}: "${name}"`).toBe(true);
  }
});
