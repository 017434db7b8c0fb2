import fc from "fast-check";
import { expect, test } from "vitest";
import { assistant, user } from "../testing/messages.ts";
import { memoryEntryLog, memoryLogStorage } from "./memory-entry-log.ts";
import { ArgentSessionManager } from "./session-manager.ts";

type Line = Record<string, unknown> & { type: string; id: string; parentId: string | null };

const header = {
  type: "session",
  version: 3,
  id: "s",
  timestamp: "2026-01-01T00:00:00.000Z",
  cwd: "",
};

/** Opens a log that has these lines behind its header. */
async function opened(lines: readonly Line[]): Promise<ArgentSessionManager> {
  const storage = memoryLogStorage();
  const log = memoryEntryLog(storage);
  await log.acquire();
  await log.append(
    [header, ...lines].map((line) => JSON.stringify(line)),
    undefined,
  );
  await log.close();
  return ArgentSessionManager.open(memoryEntryLog(storage));
}

/** Lines that hang below each other; the n-th has the id `n`. */
function chain(...entries: Record<string, unknown>[]): Line[] {
  const timestamp = "2026-01-01T00:00:00.000Z";
  return entries.map((entry, index) => ({
    type: "message",
    id: `${index}`,
    parentId: index === 0 ? null : `${index - 1}`,
    timestamp,
    ...entry,
  }));
}

const said = (text: string) => ({ message: user(text) });
const compaction = (firstKeptEntryId: string) => ({
  type: "compaction",
  summary: "so far",
  firstKeptEntryId,
  tokensBefore: 9,
});

async function texts(lines: readonly Line[]): Promise<string[]> {
  const session = await opened(lines);
  return session.buildSessionContext().messages.map((message) => {
    if (message.role === "compactionSummary" || message.role === "branchSummary")
      return message.summary;
    if (!("content" in message)) return message.role;
    if (typeof message.content === "string") return message.content;
    return message.content
      .map((block) => (block.type === "text" ? block.text : block.type))
      .join("");
  });
}

test("the latest compaction stands for what it did not keep", async () => {
  const lines = chain(said("a"), said("b"), said("c"), compaction("2"), said("d"));
  expect(await texts(lines)).toEqual(["so far", "c", "d"]);
  expect(await texts([...lines, ...chain(...lines, compaction("4"), said("e")).slice(5)])).toEqual([
    "so far",
    "d",
    "e",
  ]);
});

test.each([
  ["its own id", "2"],
  ["an entry of another branch", "x"],
  ["an entry that does not exist", "nothing"],
])("a compaction that names %s as the first kept entry keeps nothing", async (_, firstKept) => {
  const lines = chain(said("a"), said("b"), compaction(firstKept), said("c"));
  const other: Line = { type: "message", id: "x", parentId: null, timestamp: "", ...said("x") };
  expect(await texts([other, ...lines])).toEqual(["so far", "c"]);
});

test("the thinking level and the model are those of the latest entry that names them", async () => {
  const session = await opened(
    chain(
      { type: "thinking_level_change", thinkingLevel: "low" },
      { type: "model_change", provider: "p", modelId: "m" },
      { message: assistant("hi") },
      { type: "thinking_level_change", thinkingLevel: "high" },
    ),
  );
  expect(session.buildSessionContext()).toMatchObject({
    thinkingLevel: "high",
    model: { provider: "test", modelId: "test-model" },
  });
});

test("an edit replaces the content of an earlier entry, or takes it out", async () => {
  const edit = (targetId: string, replacement: unknown) => ({
    type: "context_edit",
    targetId,
    replacement,
  });
  const lines = chain(
    said("a"),
    { message: assistant("b") },
    { type: "custom_message", customType: "x", content: "c", display: true },
    said("d"),
    edit("0", { content: "A" }),
    edit("1", { content: "first try" }),
    edit("1", { content: "B" }),
    edit("2", { content: [{ type: "text", text: "C" }] }),
    edit("3", null),
  );
  expect(await texts(lines)).toEqual(["A", "B", "C"]);
  const session = await opened(lines);
  expect(session.buildSessionContext().messages[1]).toEqual({
    ...assistant("b"),
    content: [{ type: "text", text: "B" }],
  });
  expect(session.getEntry("1")).toMatchObject({ message: assistant("b") });
});

test("usage, labels, names, extension state and unknown entries are not in the context", async () => {
  const lines = chain(
    said("a"),
    { type: "usage", kind: "cache_warm", provider: "p", model: "m", usage: {} },
    { type: "custom", customType: "x", data: 1 },
    { type: "from_the_future", anything: true },
    { type: "branch_summary", fromId: "0", summary: "" },
    said("b"),
    { type: "session_info", name: "n" },
    { type: "label", targetId: "0", label: "l" },
  );
  expect(await texts(lines)).toEqual(["a", "b"]);
});

test("content that is missing, as old files have it, is empty", async () => {
  const lines = chain({ message: { role: "user", content: null, timestamp: 0 } });
  expect(await texts(lines)).toEqual([""]);
});

const asked = user("u");
const answered = assistant("a");

const anyEntry = fc.oneof(
  { weight: 6, arbitrary: fc.record({ message: fc.constantFrom(asked, answered) }) },
  fc.record({
    type: fc.constant("thinking_level_change"),
    thinkingLevel: fc.constantFrom("low", "high"),
  }),
  fc.record({
    type: fc.constant("model_change"),
    provider: fc.constant("p"),
    modelId: fc.constantFrom("m", "n"),
  }),
  fc.record({ type: fc.constant("compaction"), firstKept: fc.nat(), tokensBefore: fc.nat() }),
  fc.record({
    type: fc.constant("branch_summary"),
    fromId: fc.constant("x"),
    summary: fc.constantFrom("", "s"),
  }),
  fc.record({ type: fc.constant("custom"), customType: fc.constantFrom("argent.leaf", "other") }),
  fc.record({
    type: fc.constant("custom_message"),
    customType: fc.constant("c"),
    content: fc.constant("c"),
  }),
  fc.record({
    type: fc.constant("label"),
    target: fc.nat(),
    label: fc.constantFrom("l", undefined),
  }),
  fc.record({ type: fc.constantFrom("session_info", "usage", "unknown_to_us") }),
  fc.record({
    type: fc.constant("context_edit"),
    target: fc.nat(),
    replacement: fc.constantFrom(null, { content: "E" }),
  }),
);

/** A log as several writers may leave it: entries hang below the last line, or anywhere before. */
const anyLog = fc
  .array(fc.tuple(anyEntry, fc.option(fc.nat({ max: 60 }), { freq: 3, nil: undefined })), {
    maxLength: 40,
  })
  .map((items) =>
    items.map(([entry, parent], index): Line => {
      const earlier = (place: number) => `${index === 0 ? "none" : place % index}`;
      const above = parent === undefined ? index - 1 : (parent % (index + 1)) - 1;
      return {
        type: "message",
        ...entry,
        id: `${index}`,
        parentId: above < 0 ? null : `${above}`,
        timestamp: new Date(index).toISOString(),
        ...("firstKept" in entry && {
          summary: `${index}`,
          firstKeptEntryId: earlier(entry.firstKept),
        }),
        ...("target" in entry && { targetId: earlier(entry.target) }),
      };
    }),
  );

test("any log gives the context that the rules say", async () => {
  await fc.assert(
    fc.asyncProperty(anyLog, async (lines) => {
      const session = await opened(lines);
      const expected = byTheRules(lines);
      expect(session.getLeafId()).toBe(expected.leafId);
      expect(session.getBranch().map(({ id }) => id)).toEqual(expected.path);
      expect(session.buildSessionContext()).toEqual(expected.context);
    }),
    { numRuns: 500 },
  );
});

/** The rules once more, as plainly as they can be said. */
function byTheRules(lines: readonly Line[]) {
  const byId = new Map(lines.map((line) => [line.id, line]));
  const isMarker = (line: Line) => line.type === "custom" && line.customType === "argent.leaf";
  const shown = (id: string | null): string | null => {
    const line = byId.get(id ?? "");
    return line && isMarker(line) ? shown(line.parentId) : id;
  };
  let leafId: string | null = null;
  for (const line of lines) {
    const isAtParent = isMarker(line) || ["label", "session_info", "usage"].includes(line.type);
    leafId = isAtParent ? shown(line.parentId) : line.id;
  }
  const path: Line[] = [];
  for (let at = leafId; at !== null; ) {
    const line = byId.get(at);
    if (!line) break;
    path.unshift(line);
    at = shown(line.parentId);
  }
  const last = path.findLast(({ type }) => type === "compaction");
  const lastIndex = last ? path.indexOf(last) : -1;
  const firstKept = path.findIndex(({ id }) => id === last?.firstKeptEntryId);
  const kept = path.filter((line, index) => {
    if (!last || index > lastIndex) return true;
    return firstKept >= 0 && index >= firstKept && line !== last;
  });
  const messages = kept.flatMap((line) => {
    const edit = kept.findLast(
      ({ type, targetId }) => type === "context_edit" && targetId === line.id,
    );
    return messagesOf(line, edit);
  });
  const summary = {
    role: "compactionSummary",
    summary: last?.summary,
    tokensBefore: last?.tokensBefore,
  };
  const timestamp = last && Date.parse(String(last.timestamp));
  return {
    leafId,
    path: path.map(({ id }) => id),
    context: {
      messages: last ? [{ ...summary, timestamp }, ...messages] : messages,
      thinkingLevel:
        path.findLast(({ type }) => type === "thinking_level_change")?.thinkingLevel ?? "off",
      model: path.reduce<unknown>((model, line) => modelOf(line) ?? model, null),
    },
  };
}

function messagesOf(line: Line, edit: Line | undefined): unknown[] {
  const timestamp = Date.parse(String(line.timestamp));
  if (line.type === "branch_summary") {
    const { summary, fromId } = line;
    return summary ? [{ role: "branchSummary", summary, fromId, timestamp }] : [];
  }
  if (line.type !== "message" && line.type !== "custom_message") return [];
  if (edit?.replacement === null) return [];
  const content = line.message === answered ? [{ type: "text", text: "E" }] : "E";
  const custom = { role: "custom", customType: "c", content: "c", timestamp };
  const message = [asked, answered].find((known) => known === line.message) ?? custom;
  return [{ ...message, ...(edit && { content }) }];
}

function modelOf(line: Line): unknown {
  if (line.message === answered) return { provider: answered.provider, modelId: answered.model };
  return line.type === "model_change"
    ? { provider: line.provider, modelId: line.modelId }
    : undefined;
}
