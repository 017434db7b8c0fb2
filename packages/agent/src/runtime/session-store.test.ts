import fc from "fast-check";
import { expect, test } from "vitest";
import { sessionFileName, sessionKeyOfFile } from "./session-store.ts";

test("the file of a session tells its key, unless the key was too long for a name", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 300 }), (key) => {
      const file = sessionFileName(key);
      expect([key.toWellFormed(), undefined]).toContain(sessionKeyOfFile(file));
      if (file.length < 150) expect(sessionKeyOfFile(file)).toBe(key.toWellFormed());
    }),
  );
  expect(sessionKeyOfFile("cli-main.jsonl")).toBe("cli:main");
  expect(sessionKeyOfFile("100%.jsonl")).toBeUndefined();
});
