import fc from "fast-check";
import { expect, test } from "vitest";
import { bash, call, episode } from "../../../test/episode-kit.ts";
import { toRecorded } from "./redact-episode.ts";
import { containsSecret } from "./redact-secrets.ts";

const secret = `sk-${"aB3".repeat(10)}`;

test("keeps what happened, without outputs and documents", () => {
  const seen = episode({
    sessionId: "123e4567-e89b-12d3-a456-426614174000",
    calls: [bash("npm test", 1, { output: "failed" }), call("read_file", { path: "src/a.ts" })],
    documents: ["Rules"],
    shown: ["L-1a2b3c4d"],
    cost: 0.25,
  });
  expect(toRecorded(seen)).toEqual({
    id: "episode-1",
    at: 1_700_000_000_000,
    sessionId: "123e4567-e89b-12d3-a456-426614174000",
    prompt: "Make the tests pass",
    calls: [
      { name: "bash", arguments: { command: "npm test" }, isError: true, exitCode: 1 },
      { name: "read_file", arguments: { path: "src/a.ts" }, isError: false },
    ],
    stopReason: "stop",
    shown: ["L-1a2b3c4d"],
    cost: 0.25,
  });
});

test("takes secrets out, by what they look like and by their names", () => {
  const seen = episode({
    prompt: `Log in with ${secret}, the password is hunter2`,
    calls: [
      bash(`curl -H "Authorization: Bearer ${secret}" https://x.example`),
      call("login", { user: "me", password: "short", nested: { apiKey: "k", list: [secret] } }),
      call(secret, { [secret]: 1 }),
    ],
  });
  const recorded = toRecorded(seen);
  expect(JSON.stringify(recorded)).not.toMatch(/aB3|hunter2|short|"k"/);
  expect(recorded.prompt).toBe("Log in with [redacted], the password is [redacted]");
  expect(recorded.calls[1]?.arguments).toEqual({
    user: "me",
    password: "[redacted]",
    nested: { apiKey: "[redacted]", list: ["[redacted]"] },
  });
});

test("cuts what is long, deep or much", () => {
  let deep: Record<string, unknown> = { end: 1 };
  for (let depth = 0; depth < 10_000; depth += 1) deep = { deep };
  const wide = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`f${index}`, index]));
  const calls = Array.from({ length: 250 }, (_, index) => bash(`node run.js ${index}`));
  const recorded = toRecorded(
    episode({
      prompt: "word ".repeat(5000),
      calls: [call("t", { text: "word ".repeat(5000), deep, wide }), ...calls],
    }),
  );
  expect(recorded.prompt).toHaveLength(4000);
  expect(recorded.calls).toHaveLength(100);
  expect(recorded.calls.at(-1)?.arguments).toEqual({ command: "node run.js 249" });
  expect(recorded.calls[50]?.arguments).toEqual({ command: "node run.js 200" });
  const { text, wide: few, deep: shallow } = recorded.calls[0]?.arguments ?? {};
  expect(text).toHaveLength(500);
  expect(Object.keys(few ?? {})).toHaveLength(30);
  expect(JSON.stringify(shallow)).toBe('{"deep":{"deep":{"deep":{"deep":"…"}}}}');
});

test("a secret that is cut does not survive in part", () => {
  const recorded = toRecorded(episode({ prompt: `${"x ".repeat(1990)}${secret}${secret}` }));
  expect(recorded.prompt).not.toContain("aB3");
});

test("no secret survives in any episode, and its size is bounded", () => {
  const part = fc.oneof(
    fc.string(),
    fc.stringMatching(/^[A-Za-z0-9+/_-]{16,44}={0,2}$/),
    fc.constantFrom(secret, "password=", "token: ", "://me:hunter2@db", `AKIA${"A1B2".repeat(4)}`),
    fc.integer({ min: 480, max: 510 }).map((length) => "x ".repeat(length / 2)),
  );
  const text = fc.array(part, { maxLength: 5 }).map((parts) => parts.join(""));
  const value = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { depthSize: "small" },
      text,
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("any")),
      fc.dictionary(text, tie("any")),
    ),
  })).any;
  const calls = fc.array(
    fc.record({
      name: text,
      arguments: fc.dictionary(text, value),
      isError: fc.boolean(),
      output: text,
    }),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(text, calls, (prompt, made) => {
      const recorded = toRecorded(episode({ prompt, calls: made, documents: [prompt] }));
      for (const found of textsOf({ prompt: recorded.prompt, calls: recorded.calls })) {
        expect(containsSecret(found)).toBe(false);
        expect(found.length).toBeLessThanOrEqual(found === recorded.prompt ? 4000 : 500);
      }
      expect(JSON.stringify(recorded.calls).length).toBeLessThan(made.length * 100 * 1500 + 3);
    }),
    { numRuns: 100 },
  );
});

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...textsOf(inner)]);
}
