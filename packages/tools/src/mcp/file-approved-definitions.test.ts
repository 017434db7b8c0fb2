import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fileApprovedDefinitions } from "./file-approved-definitions.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "approved-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("what was approved is known when the file is opened again, and only its owner can read it", async () => {
  const file = join(folder, "new", "approved.json");
  const first = await fileApprovedDefinitions(file);
  await Promise.all([first.set("a", "1"), first.set("b", "2")]);
  const again = await fileApprovedDefinitions(file);
  expect([again.get("a"), again.get("b"), again.get("c")]).toEqual(["1", "2", undefined]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(folder, "new"))).toEqual(["approved.json"]);
});

test("what another program approved meanwhile stays", async () => {
  const file = join(folder, "approved.json");
  const [mine, other] = [await fileApprovedDefinitions(file), await fileApprovedDefinitions(file)];
  await other.set("theirs", "1");
  await mine.set("mine", "2");
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual({ theirs: "1", mine: "2" });
});

test.each(["{", "null", "[1]", '{"a":1}'])("%s is refused and stays as it is", async (text) => {
  const file = join(folder, "approved.json");
  const opened = await fileApprovedDefinitions(file);
  await writeFile(file, text);
  const refused = { code: "invalid", message: expect.stringContaining("Repair it") };
  await expect(fileApprovedDefinitions(file)).rejects.toMatchObject(refused);
  await expect(opened.set("a", "1")).rejects.toMatchObject(refused);
  expect(await readFile(file, "utf8")).toBe(text);
});
