import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { pages, readmes, root, textOf } from "./pages.ts";

test("the pages are found", () => {
  expect(readmes).toEqual(
    expect.arrayContaining(["README.md", "packages/ai/README.md", "apps/cli/README.md"]),
  );
  expect(pages).toContain("docs/sessions.md");
});

test("every example is in the list of examples", () => {
  const list = textOf("examples/README.md");
  const programs = globSync("examples/*.ts", { cwd: root, exclude: ["**/*.test.ts"] });
  expect(programs.length).toBeGreaterThan(5);
  for (const program of programs) expect(list).toContain(`](${program.replace("examples/", "")})`);
});

test("every page of docs can be reached from the README", () => {
  const linked = textOf("README.md");
  const docs = globSync("docs/*.md", { cwd: root });
  const reached = (page: string) =>
    linked.includes(`](${page})`) ||
    readmes.some((readme) => textOf(readme).includes(`](../../${page})`));
  expect(docs.filter((page) => !reached(page))).toEqual([]);
});

test.each(pages)("every link of %s leads somewhere", (page) => {
  const targets = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  const broken = targets.filter(
    (target) => !/^https:/.test(target) && !leadsSomewhere(page, target),
  );
  expect(broken).toEqual([]);
});

function leadsSomewhere(page: string, target: string): boolean {
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? join(root, page) : join(root, dirname(page), path);
  if (!existsSync(file)) return false;
  return anchor === undefined || headings(readFileSync(file, "utf8")).includes(anchor);
}

/** As GitHub names them in an address. */
function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
