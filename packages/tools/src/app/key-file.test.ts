import { chmodSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { appPlace } from "../../test/app-place.ts";
import { isExposed, keyFile, keyIn, readKeys, writeKeys } from "./index.ts";

const stored = {
  openai: { type: "api_key", key: "k" },
  google: { type: "oauth", refresh: "r" },
};

test("keys are kept for their owner alone, entries of other types stay, and no draft is left", async () => {
  using place = appPlace();
  const file = keyFile(place);
  expect(file).toBe(join(place.home, ".argent", "auth.json"));
  await writeKeys(file, stored);
  expect(await readKeys(file)).toEqual(stored);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
  expect(readdirSync(dirname(file))).toEqual(["auth.json"]);
});

test("a key is what was kept as one", () => {
  expect(keyIn(stored, "openai")).toBe("k");
  expect(keyIn(stored, "google")).toBeUndefined();
  expect(keyIn(stored, "toString")).toBeUndefined();
});

test("where there is no file there are no keys, and nobody can read them", async () => {
  using place = appPlace();
  expect(await readKeys(keyFile(place))).toEqual({});
  expect(await isExposed(keyFile(place))).toBe(false);
});

test("a file that others can read is exposed", async () => {
  using place = appPlace();
  await writeKeys(keyFile(place), stored);
  expect(await isExposed(keyFile(place))).toBe(false);
  chmodSync(keyFile(place), 0o640);
  expect(await isExposed(keyFile(place))).toBe(true);
});

test.each(["{oops", "[]", "null", '{"openai":"k"}', '{"openai":{"type":"api_key"}}'])(
  "%s is refused and said to need repair",
  async (text) => {
    using place = appPlace({ "home/.argent/auth.json": text });
    await expect(readKeys(keyFile(place))).rejects.toMatchObject({
      code: "invalid",
      path: keyFile(place),
      message: expect.stringContaining("Repair it, or move it away"),
    });
  },
);

test("what cannot be read or written is a coded error that names the file", async () => {
  using place = appPlace({ "home/.argent/auth.json/x": "", "home/file": "x" });
  await expect(readKeys(keyFile(place))).rejects.toMatchObject({ code: "is_directory" });
  const below = join(place.home, "file", "auth.json");
  await expect(writeKeys(below, stored)).rejects.toMatchObject({
    path: below,
    message: expect.stringContaining("Set a variable instead"),
  });
  expect(readFileSync(join(place.home, "file"), "utf8")).toBe("x");
});
