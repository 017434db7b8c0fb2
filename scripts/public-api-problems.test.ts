import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { publicApiProblems } from "./public-api-problems.ts";

// TypeScript answers with real paths, and a temporary folder may lie behind a link.
const folder = realpathSync(mkdtempSync(join(tmpdir(), "argent-public-api-")));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;

/** The findings in a package of these files, of which `index.ts` is what users import. */
function findings(files: Readonly<Record<string, string>>, isExempt?: (path: string) => boolean) {
  const root = join(folder, String(++count));
  for (const [path, text] of Object.entries({ "tsconfig.json": "{}", ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const [entry, config] = [join(root, "index.ts"), join(root, "tsconfig.json")];
  return publicApiProblems({ root, entries: [entry], config, isExempt });
}

const openShape = `
/** How long to wait. */
export interface Patience {
  name: string;
  attempts: number;
  reason?: string | undefined;
  wait(): Promise<void>;
}`;

test("every exported name needs a comment, wherever it is declared", () => {
  const found = findings({
    "index.ts": `export { area, unit } from "./area.ts";\nexport type { Shape } from "./area.ts";`,
    "area.ts": `export const unit = "m";\nexport type Shape = "circle";\nexport function area() {}\nexport function inner() {}`,
  });
  expect(found.toSorted()).toEqual([
    "area.ts:1: unit has no comment",
    "area.ts:2: Shape has no comment",
    "area.ts:3: area has no comment",
  ]);
});

test("a comment on the declaration is enough, also on a constant", () => {
  const text = `/** Metres. */\nexport const unit = "m";\n/** Round or not. */\nexport type Shape = "circle";`;
  expect(findings({ "index.ts": text })).toEqual([]);
});

test("numbers, optional values and functions need a comment of their own, other members do not", () => {
  expect(findings({ "index.ts": openShape })).toEqual([
    "index.ts:5: Patience.attempts has no comment and is a number",
    "index.ts:6: Patience.reason has no comment and is optional",
    "index.ts:7: Patience.wait has no comment and is a function",
  ]);
});

test("members are found in unions and in nested objects", () => {
  const text = `/** A step. */\nexport type Step =\n  | { ms: number }\n  | { nested: { size: number } };`;
  expect(findings({ "index.ts": text })).toEqual([
    "index.ts:3: Step.ms has no comment and is a number",
    "index.ts:4: Step.size has no comment and is a number",
  ]);
});

test("a type that a signature names is read too, although nobody can import it", () => {
  const found = findings({
    "index.ts": `import type { Options } from "./options.ts";\n/** Opens it. */\nexport async function open(options: Partial<Options>): Promise<void> { const inner: Inner = { a: 1 }; await options.wait?.(inner.a); }\ninterface Inner { a: number }`,
    "options.ts": `interface Base { ms: number }\nexport interface Options extends Base {\n  wait(ms: number): Promise<void>;\n}`,
  });
  expect(found.toSorted()).toEqual([
    "options.ts:1: Base.ms has no comment and is a number",
    "options.ts:3: Options.wait has no comment and is a function",
  ]);
});

test("a comment that begins with the unit speaks for all numbers of the type", () => {
  const text = `/** Milliseconds. */\nexport interface Times {\n  first: number;\n  last?: number;\n  name?: string;\n}`;
  expect(findings({ "index.ts": text })).toEqual([
    "index.ts:5: Times.name has no comment and is optional",
  ]);
});

test("a link to a specification speaks for all members", () => {
  const specified = openShape.replace("wait. */", "wait.\n * @see https://example.com/wait */");
  expect(findings({ "index.ts": specified })).toEqual([]);
});

test("of a class the public methods and accessors count, not the private ones", () => {
  const text = `/** A counter. */\nexport class Counter {\n  #value = 0;\n  private step(): void {}\n  #hidden(): void {}\n  get value() { return this.#value; }\n  add(): void { this.#hidden(); this.step(); }\n}`;
  expect(findings({ "index.ts": text })).toEqual([
    "index.ts:6: Counter.value has no comment and is computed",
    "index.ts:7: Counter.add has no comment and is a function",
  ]);
});

test("what throws itself has to say so", () => {
  const text = `/** Opens it. */\nexport function open() { if (Date.now()) throw new Error("no"); }\n/** Closes it. Rejects when it is closed. */\nexport async function close() { throw new Error("no"); }\n/** Makes one that may fail. */\nexport function make() { return () => { throw new Error("no"); }; }`;
  expect(findings({ "index.ts": text })).toEqual([
    "index.ts:2: open throws, and its comment does not say so",
  ]);
});

test("a type of another package is found in a signature, not in a body", () => {
  const vendor = {
    "node_modules/@vendor/sdk/package.json": `{ "name": "@vendor/sdk", "types": "index.d.ts" }`,
    "node_modules/@vendor/sdk/index.d.ts": "export interface Client { size: number }",
  };
  const text = `import type { Client } from "@vendor/sdk";\n/** Connects. */\nexport function connect(): Client | undefined { return undefined; }\n/** Runs. */\nexport function run(): void { const client: Client = { size: 1 }; void client; }`;
  expect(findings({ ...vendor, "index.ts": text })).toEqual([
    "index.ts:3: Client is a type of @vendor/sdk",
  ]);
});

test("exempt files are left out", () => {
  const files = {
    "index.ts": `export { area } from "./area.ts";`,
    "area.ts": "export const area = 1;",
  };
  expect(findings(files, (path) => path === "area.ts")).toEqual([]);
});

test("an entry that is not there is an error that says what to do", () => {
  expect(() => findings({ "other.ts": "export {};" })).toThrow(
    /index\.ts is not a module\. Correct/,
  );
});
