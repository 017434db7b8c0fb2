import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatSessionKey, parseSessionKey, promptModeOf, type SessionKey } from "./session-key.ts";

const conversation = { agentId: "main", channel: "whatsapp" };

const keys: [key: string, meaning: SessionKey][] = [
  ["agent:main:main", { kind: "main", agentId: "main" }],
  ["agent:work:main", { kind: "main", agentId: "work" }],
  ["agent:main:whatsapp:dm:+123456", { kind: "dm", ...conversation, peer: "+123456" }],
  ["agent:main:dm:ann", { kind: "dm", agentId: "main", peer: "ann" }],
  [
    "agent:main:whatsapp:business:dm:+1",
    { kind: "dm", ...conversation, account: "business", peer: "+1" },
  ],
  [
    "agent:main:whatsapp:group:120363@g.us",
    { kind: "group", ...conversation, peer: "120363@g.us" },
  ],
  [
    "agent:main:slack:channel:C1",
    { kind: "channel", ...conversation, channel: "slack", peer: "C1" },
  ],
  [
    "agent:main:slack:channel:C1:thread:17.5",
    {
      kind: "channel",
      agentId: "main",
      channel: "slack",
      peer: "C1",
      thread: { type: "thread", id: "17.5" },
    },
  ],
  [
    "agent:main:telegram:group:-100:topic:7",
    {
      kind: "group",
      agentId: "main",
      channel: "telegram",
      peer: "-100",
      thread: { type: "topic", id: "7" },
    },
  ],
  [
    "agent:main:matrix:dm:@Ann:Example.org",
    { kind: "dm", agentId: "main", channel: "matrix", peer: "@Ann:Example.org" },
  ],
  ["agent:main:subagent:u1", { kind: "subagent", parent: "agent:main", id: "u1" }],
  [
    "agent:main:subagent:u1:subagent:u2",
    { kind: "subagent", parent: "agent:main:subagent:u1", id: "u2" },
  ],
  ["cli:main:subagent:1a2b3c4d", { kind: "subagent", parent: "cli:main", id: "1a2b3c4d" }],
  ["subagent:u1", { kind: "subagent", id: "u1" }],
  ["cron:backup", { kind: "cron", job: "backup" }],
  ["cron:backup:2026-01-31", { kind: "cron", job: "backup:2026-01-31" }],
  ["agent:main:cron:j1:run:r1", { kind: "cron", agentId: "main", job: "j1", run: "r1" }],
  ["hook:u1", { kind: "hook", id: "u1" }],
  ["agent:main:hook:mail:u1", { kind: "hook", agentId: "main", id: "mail:u1" }],
  ["cli:main", { kind: "cli", prefix: "cli", id: "main" }],
  ["cli-run:1700000000000", { kind: "cli", prefix: "cli-run", id: "1700000000000" }],
  ["agent:main:openai:u1", { kind: "agent", agentId: "main", rest: "openai:u1" }],
  ["agent:main:openai-user:ann", { kind: "agent", agentId: "main", rest: "openai-user:ann" }],
  ["node-1", { kind: "other", key: "node-1" }],
  ["whatsapp:+123", { kind: "other", key: "whatsapp:+123" }],
  ["demo", { kind: "other", key: "demo" }],
  ["", { kind: "other", key: "" }],
  ["agent:main", { kind: "other", key: "agent:main" }],
  ["agent::main", { kind: "other", key: "agent::main" }],
  ["agent:main:", { kind: "other", key: "agent:main:" }],
  ["cli:", { kind: "other", key: "cli:" }],
  ["../../etc/passwd", { kind: "other", key: "../../etc/passwd" }],
];

test.each(keys)("%s is read and written", (key, meaning) => {
  expect(parseSessionKey(key)).toEqual(meaning);
  expect(formatSessionKey(meaning)).toBe(key);
});

test.each([
  ["main", "agent:main:main"],
  ["agent:Main:MAIN", "agent:main:main"],
  ["Agent:my agent:main", "agent:my-agent:main"],
  ["agent:main:Signal:direct:aB+/=", "agent:main:signal:dm:aB+/="],
])("%s is another way to write %s", (key, canonical) => {
  expect(formatSessionKey(parseSessionKey(key))).toBe(canonical);
});

test("peers that differ in case only stay two people", () => {
  const keys = ["agent:main:matrix:dm:@ann:x", "agent:main:matrix:dm:@Ann:x"];
  expect(new Set(keys.map((key) => formatSessionKey(parseSessionKey(key)))).size).toBe(2);
});

test("whatever is read can be written, and reads the same again", () => {
  const token = fc.oneof(
    fc.constantFrom("agent", "main", "dm", "direct", "group", "channel", "thread", "topic", "run"),
    fc.constantFrom(
      "subagent",
      "cron",
      "hook",
      "cli",
      "cli-run",
      "whatsapp",
      "",
      "a b",
      "-",
      "Ann",
    ),
    fc.string({ maxLength: 5 }),
  );
  fc.assert(
    fc.property(fc.array(token, { maxLength: 9 }), (tokens) => {
      const meaning = parseSessionKey(tokens.join(":"));
      expect(parseSessionKey(formatSessionKey(meaning))).toEqual(meaning);
    }),
    { numRuns: 5_000 },
  );
});

describe("the prompt", () => {
  test.each([
    "agent:main:main",
    "agent:main:whatsapp:dm:+1",
    "agent:main:slack:channel:C1:thread:1",
    "cli:main",
    "hook:u1",
    "demo",
    "agent:main:subagents-talk",
  ])("of %s is full", (key) => expect(promptModeOf(key)).toBe("full"));

  test.each(["agent:main:subagent:u1", "cli:main:subagent:u1", "cron:backup", "agent:main:cron:j"])(
    "of %s is minimal",
    (key) => expect(promptModeOf(key)).toBe("minimal"),
  );
});
