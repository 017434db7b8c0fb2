import { expect, test } from "vitest";
import { diskEnv } from "../../test/disk-env.ts";
import { createTrustStore, type Settings, type SettingsFiles, updateSettings } from "../index.ts";

const file = "settings.json";

async function textOf(env: SettingsFiles): Promise<string> {
  const read = await env.readFile(file);
  return read.ok ? new TextDecoder().decode(read.value) : read.error.code;
}

test("a file that is not there is made", async () => {
  await using env = await diskEnv({});
  const updated = await updateSettings(env, file, (settings) => ({ ...settings, model: "gpt-4o" }));
  expect(updated).toEqual({ ok: true, value: { model: "gpt-4o" } });
  expect(await textOf(env)).toBe('{\n  "model": "gpt-4o"\n}\n');
});

test("unknown settings, invalid ones and comments are not lost", async () => {
  const before =
    '{\n  // mine\n  "futureThing": { "a": 1 },\n  "maxTurns": "many",\n  "model": "gpt-4o"\n}\n';
  await using env = await diskEnv({ [file]: before });
  await updateSettings(env, file, (settings) => ({ ...settings, model: "gpt-5" }));
  expect(await textOf(env)).toBe(before.replace("gpt-4o", "gpt-5"));
});

test("a key that the change leaves out is removed", async () => {
  await using env = await diskEnv({ [file]: '{"model": "gpt-4o", "maxTurns": 2}' });
  await updateSettings(env, file, ({ model: _, ...settings }) => settings);
  expect(await textOf(env)).toBe('{"maxTurns": 2}');
});

test.each([
  ["no JSON", '{\n  "model": "gpt-4o"\n  "maxTurns": 2\n}', "invalid_json", 3],
  ["no object", "[1]", "invalid_json", 1],
  ["a setting twice", '{\n"model": "a",\n"model": "b"}', "duplicate_setting", 3],
])("a file with %s is not written to", async (_, before, code, line) => {
  await using env = await diskEnv({ [file]: before });
  const updated = await updateSettings(env, file, () => ({ model: "gpt-5" }));
  expect(updated).toMatchObject({ ok: false, error: { code, line, file } });
  expect(await textOf(env)).toBe(before);
});

test("a value that would not be read again is not written", async () => {
  await using env = await diskEnv({ [file]: "{}" });
  const wrong: Settings = { maxTurns: 0 };
  const updated = await updateSettings(env, file, () => wrong);
  expect(updated).toMatchObject({
    ok: false,
    error: { code: "invalid_value", setting: "maxTurns" },
  });
  expect(await textOf(env)).toBe("{}");
});

test("a failed write is a value", async () => {
  await using env = await diskEnv({ [file]: "{}" });
  const full: SettingsFiles = {
    stat: env.stat,
    readFile: env.readFile,
    writeFile: async () => ({
      ok: false,
      error: { code: "no_space", message: "The disk is full." },
    }),
  };
  const updated = await updateSettings(full, file, () => ({ maxTurns: 3 }));
  expect(updated).toMatchObject({
    ok: false,
    error: { code: "unwritable", message: "The disk is full." },
  });
});

test("trust is for one content of one folder, and can be taken back", async () => {
  await using env = await diskEnv({});
  const store = createTrustStore(env, "trust.json");
  expect(await store.isTrusted("/a", "1")).toBe(false);
  await store.trust("/a", "1");
  await store.trust("/b", "2");
  expect(await store.isTrusted("/a", "1")).toBe(true);
  expect(await store.isTrusted("/a", "2")).toBe(false);
  expect(await store.isTrusted("/c", "1")).toBe(false);
  await store.trust("/a", "3");
  expect(await store.isTrusted("/a", "1")).toBe(false);
  const reopened = createTrustStore(env, "trust.json");
  expect(await reopened.isTrusted("/a", "3")).toBe(true);
  await reopened.distrust("/a");
  expect(await store.isTrusted("/a", "3")).toBe(false);
  expect(await store.isTrusted("/b", "2")).toBe(true);
});

test("a broken trust file trusts nobody and is not written to", async () => {
  await using env = await diskEnv({ [file]: '{"/a": "1"' });
  const store = createTrustStore(env, file);
  expect(await store.isTrusted("/a", "1")).toBe(false);
  expect(await store.trust("/a", "1")).toMatchObject({
    ok: false,
    error: { code: "invalid_json" },
  });
  expect(await textOf(env)).toBe('{"/a": "1"');
});
