import { chmod, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createMachine, type Machine } from "../test/argent-process.ts";

let machine: Machine;

beforeEach(async () => {
  machine = await createMachine([{ text: "Hello." }]);
});

afterEach(() => machine.remove());

const key = "sk-test-0123456789abcdef";
const file = () => join(machine.home, ".argent", "auth.json");

async function argent(
  args: string[],
  options: { input?: string; env?: Record<string, string> } = {},
) {
  const child = machine.start(args, options);
  const code = await child.exit();
  return { code, out: child.stdout(), err: child.stderr() };
}

test("a key that is piped in is kept for its owner alone, wins over the variable, and is never shown", async () => {
  const set = await argent(["auth", "set", "anthropic"], { input: `${key}\n` });
  expect(set).toMatchObject({ code: 0, err: "" });
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  expect(JSON.parse(await readFile(file(), "utf8"))).toEqual({
    anthropic: { type: "api_key", key },
  });
  await argent(["run", "Hi", "-m", "sonnet"]);
  expect(machine.server.requests[0]?.headers["x-api-key"]).toBe(key);
  const list = await argent(["auth", "list"]);
  expect(list.out).toMatch(/^anthropic +…cdef +\/.*auth\.json$/m);
  expect(list.out).toMatch(/^openai +– +set OPENAI_API_KEY, or: argent auth set openai$/m);
  for (const { out, err } of [set, list]) expect(out + err).not.toContain(key);
});

test("a key can be taken away again, and other entries of the file stay", async () => {
  await mkdir(join(machine.home, ".argent"));
  const oauth = { type: "oauth", refresh: "r", access: "a", expires: 1 };
  await writeFile(file(), JSON.stringify({ google: oauth }));
  await argent(["auth", "set", "openai"], { input: key });
  expect(await argent(["auth", "rm", "openai"])).toMatchObject({ code: 0 });
  expect(JSON.parse(await readFile(file(), "utf8"))).toEqual({ google: oauth });
  expect(await argent(["auth", "rm", "openai"])).toMatchObject({ code: 2 });
});

test("what is no key, no provider, or a broken file is refused, and nothing is overwritten", async () => {
  expect(await argent(["auth", "set", "openai"], { input: "two words" })).toMatchObject({
    code: 2,
  });
  expect(await argent(["auth", "set", "nobody"], { input: key })).toMatchObject({ code: 2 });
  await mkdir(join(machine.home, ".argent"));
  await writeFile(file(), "{oops");
  const refused = await argent(["auth", "set", "openai"], { input: key });
  expect(refused).toMatchObject({
    code: 2,
    err: expect.stringContaining("Repair it, or move it away"),
  });
  expect(await readFile(file(), "utf8")).toBe("{oops");
});

test("doctor says when others can read the keys", async () => {
  await argent(["auth", "set", "anthropic"], { input: key });
  await chmod(file(), 0o644);
  const { out } = await argent(["doctor"]);
  expect(out).toMatch(/problem +keys .*chmod 600/);
});
