import { execFile } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export const brokenLine =
  "  const middle = Math.floor(sorted.length / 2);\n  return sorted[middle];";
export const mendedLine = `  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;`;

const source = `/** The middle value of a list of numbers; of the two middle ones, their mean. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
${brokenLine}
}
`;

const test = `import assert from "node:assert/strict";
import { test } from "node:test";
import { median } from "./median.js";

test("an odd count has one middle value", () => assert.equal(median([3, 1, 2]), 2));
test("an even count has two, and their mean counts", () => assert.equal(median([4, 1, 3, 2]), 2.5));
`;

/** A small git repository in a temporary folder, with a real bug that its own test finds. */
export async function makeBrokenRepository(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "argent-demo-"));
  await writeFile(join(folder, "median.js"), source);
  await writeFile(join(folder, "median.test.js"), test);
  await writeFile(
    join(folder, "package.json"),
    `${JSON.stringify({ name: "median", type: "module" }, null, 2)}\n`,
  );
  await git(folder, "init", "--quiet");
  await git(folder, "add", ".");
  await git(
    folder,
    "-c",
    "user.name=demo",
    "-c",
    "user.email=demo@example.com",
    "commit",
    "--quiet",
    "-m",
    "Add median",
  );
  return folder;
}

/** What the run changed. */
export async function changesIn(folder: string): Promise<string> {
  return git(folder, "diff");
}

/** Runs the repository's own test. */
export async function testPasses(folder: string): Promise<boolean> {
  return run(process.execPath, ["--test"], { cwd: folder, env: testEnvironment() }).then(
    () => true,
    () => false,
  );
}

/** A test runner that is started from inside another one must not report to it. */
function testEnvironment(): NodeJS.ProcessEnv {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return env;
}

async function git(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await run("git", args, { cwd: folder });
  return stdout;
}
