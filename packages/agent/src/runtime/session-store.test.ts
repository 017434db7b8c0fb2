import { scripted, testModel } from "@argent/ai/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { diskEnv } from "../../test/disk-env.ts";
import { noEnv } from "../../test/no-env.ts";
import { createArgentRuntime } from "./argent-runtime.ts";
import { fileSessionStore, sessionFileName, sessionKeyOfFile } from "./session-store.ts";

test("the file of a session tells its key, unless the key was too long for a name or no text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 300 }), (key) => {
      const file = sessionFileName(key);
      expect([key, undefined]).toContain(sessionKeyOfFile(file));
      if (file.length < 150 && key.isWellFormed()) expect(sessionKeyOfFile(file)).toBe(key);
    }),
  );
  expect(sessionKeyOfFile("cli-main.jsonl")).toBe("cli:main");
  expect(sessionKeyOfFile("100%.jsonl")).toBeUndefined();
});

test("no two keys have one file, and every file lies in the folder", () => {
  const part = fc.oneof(
    fc.constantFrom("..", "/", "\\", ":", "-", "%2d", "%", ".", "A", "a", "\0", "\ud800", "\udc00"),
    fc.constantFrom("\ufffd", "x".repeat(199), "ü", "u\u0308", "~", "con", ".jsonl"),
    fc.string(),
  );
  const anyKey = fc
    .array(part, { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join(""))
    .filter((key) => key !== "");
  fc.assert(
    fc.property(anyKey, anyKey, (one, other) => {
      const names = [one, other].map((key) => sessionFileName(key));
      for (const name of names) expect(name).toMatch(/^[\w+@%-][\w.+@%-]*\.jsonl$/);
      expect(names[0]?.toLowerCase() === names[1]?.toLowerCase()).toBe(one === other);
    }),
    { numRuns: 2_000 },
  );
});

test("no key has the name that another one got with its hash", () => {
  for (let index = 0; index < 300; index++) {
    for (const key of [`${"k".repeat(201)}${index}`, `\ud800${index}`, `Capital${index}`]) {
      const name = sessionFileName(key).replace(".jsonl", "");
      const impostor = name.replaceAll("-", ":").replaceAll(/%([0-9a-f]{2})/g, (_, byte) => {
        return String.fromCharCode(Number.parseInt(byte, 16));
      });
      expect(sessionFileName(impostor)).not.toBe(`${name}.jsonl`);
    }
  }
});

test("keys that differ in case only have files of their own where a file system has no case", () => {
  const keys = ["slack:dm:u1", "slack:dm:U1", "Slack:dm:u1", ".a", ".A"];
  const names = keys.map((key) => sessionFileName(key).toLowerCase());
  expect(new Set(names).size).toBe(keys.length);
  expect(names[0]).toBe("slack-dm-u1.jsonl");
});

test("two keys with one file at a time never wait for each other: the second is told who has it", async () => {
  await using folder = await diskEnv();
  const asked = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  const runtime = createArgentRuntime({
    provider: scripted([
      async () => {
        asked.resolve();
        await opened.promise;
        return { text: "one" };
      },
      { text: "two" },
    ]),
    model: testModel(),
    env: () => noEnv,
    tools: () => [],
    sessions: fileSessionStore(folder.cwd),
  });
  const sessionFile = `${folder.cwd}/shared.jsonl`;
  const first = runtime.run({ sessionKey: "a", sessionFile, prompt: "1" });
  await asked.promise;
  const second = await runtime.run({ sessionKey: "b", sessionFile, prompt: "2" });
  expect(second).toMatchObject({ success: false, stopReason: "error" });
  expect(second.error?.message).toContain(`The process ${process.pid} is writing`);
  expect(second.error?.message).toContain("shared.jsonl");
  opened.resolve();
  expect(await first).toMatchObject({ response: "one" });
  expect(await runtime.run({ sessionKey: "b", sessionFile, prompt: "2" })).toMatchObject({
    response: "two",
  });
});
