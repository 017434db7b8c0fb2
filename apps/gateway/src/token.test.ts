import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ensureToken, isToken } from "./token.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gateway-token-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("makes a random token that only its owner can read, and keeps it", async () => {
  const path = join(folder, "deep", "token");
  const token = await ensureToken(path);
  expect(token).toMatch(/^[\w-]{43}$/);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await ensureToken(path)).toBe(token);
  expect(await readFile(path, "utf8")).toBe(`${token}\n`);
});

test("takes back rights that others were given", async () => {
  const path = join(folder, "token");
  await ensureToken(path);
  await chmod(path, 0o644);
  await ensureToken(path);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test.each([
  ["that is empty", "empty", /is empty/],
  ["that is a folder", "", /cannot be kept/],
  ["below a file", "empty/token", /cannot be kept/],
])("a file %s is no place for a token", async (_, name, message) => {
  await writeFile(join(folder, "empty"), "\n");
  await expect(ensureToken(join(folder, name))).rejects.toThrow(message);
});

test("compares whole tokens", () => {
  expect(isToken("abc", "abc")).toBe(true);
  expect([isToken("abd", "abc"), isToken("ab", "abc"), isToken("", "")]).toEqual([
    false,
    false,
    false,
  ]);
});
