import { execFile } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const readmes = globSync(
  ["README.md", "{bench,examples}/README.md", "{packages,apps}/*/README.md"],
  {
    cwd: root,
  },
);
const pages = [...readmes, ...globSync(["docs/**/*.md", "packages/ai/models/*.md"], { cwd: root })];
const textOf = (page: string) => readFileSync(join(root, page), "utf8");

/** The code blocks of a page in one language. */
function blocks(page: string, language: string): string[] {
  const fences = textOf(page).matchAll(/^```(\w+)\n(.*?)^```$/gms);
  return [...fences].flatMap(([, name, code = ""]) => (name === language ? [code] : []));
}

test("the READMEs are found", () => {
  expect(readmes).toEqual(
    expect.arrayContaining(["README.md", "packages/ai/README.md", "apps/cli/README.md"]),
  );
});

test.each(readmes)("every program of %s is an example, which is compiled and run", (page) => {
  const examples = globSync("examples/*.ts", { cwd: root }).map(textOf);
  for (const program of blocks(page, "ts")) expect(examples).toContain(program);
});

test("every example is in the list of examples", () => {
  const list = textOf("examples/README.md");
  const programs = globSync("*.ts", { cwd: import.meta.dirname, exclude: ["*.test.ts"] });
  for (const program of programs) expect(list).toContain(`](${program})`);
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

test("the commands of the READMEs are there, for the package manager that the repository names", async () => {
  const manifest: { packageManager: string; scripts: Record<string, string> } = JSON.parse(
    textOf("package.json"),
  );
  const main = join(root, "apps/cli/src/main.ts");
  const { stdout: help } = await promisify(execFile)(process.execPath, [
    "--conditions=@argent/source",
    main,
    "--help",
  ]);
  const commands = [...help.matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name);
  const lines = readmes.flatMap((page) => blocks(page, "sh")).flatMap((code) => code.split("\n"));
  let checked = 0;
  for (const line of lines) {
    const [, manager, script = ""] = /^npx -y (pnpm\S*) (\w+)/.exec(line) ?? [];
    const [, command] = /^(?:npx -y pnpm\S+ cli|argent) ([a-z]+)/.exec(line) ?? [];
    if (manager !== undefined) {
      expect(manager).toBe(manifest.packageManager);
      expect([...Object.keys(manifest.scripts), "exec", "changeset"]).toContain(script);
      checked++;
    }
    if (command !== undefined) {
      expect(commands).toContain(command);
      checked++;
    }
  }
  expect(checked).toBeGreaterThan(5);
});
