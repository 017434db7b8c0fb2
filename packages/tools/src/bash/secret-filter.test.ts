import fc from "fast-check";
import { expect, test } from "vitest";
import { createSecretFilter } from "./secret-filter.ts";

function filtered(text: string, secrets: string[], size: number): string {
  const filter = createSecretFilter(secrets);
  const bytes = Buffer.from(text);
  const output: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; start += size) {
    output.push(filter.add(bytes.subarray(start, start + size)).slice());
  }
  return Buffer.concat([...output, filter.end()]).toString();
}

test("takes secrets out wherever the chunks are cut", () => {
  const words = ["secret-one", "secret-two", "secret-one-more", "secret-", "s", "sé", "x", "\n"];
  const part = fc.constantFrom(...words);
  const texts = fc.array(part, { maxLength: 20 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 30 }), (text, size) => {
      const wanted = text.replaceAll(/secret-one-more|secret-one|secret-two/g, "[redacted]");
      const secrets = ["secret-one", "secret-two", "secret-one-more"];
      expect(filtered(text, secrets, size)).toBe(wanted);
    }),
  );
});

test("takes the longest where one secret begins like another", () => {
  for (const size of [1, 3, 12, 100]) {
    const shown = filtered(
      "a secret-one-more b secret-one",
      ["secret-one", "secret-one-more"],
      size,
    );
    expect(shown).toBe("a [redacted] b [redacted]");
  }
});

test("leaves text alone when there is no secret, or only a short one", () => {
  expect(filtered("yes, it is 1 of 2", [], 4)).toBe("yes, it is 1 of 2");
  expect(filtered("yes, it is 1 of 2", ["1", "yes", ""], 4)).toBe("yes, it is 1 of 2");
});
