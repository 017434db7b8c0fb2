import type { FauxResponseStep } from "../../../src/pi-ai/index.ts";
import type { SessionEntry, SessionManager } from "../../../src/pi-coding-agent/index.ts";
import { outcome } from "../agent-kit.ts";
import type { ContractCases, PiModules } from "../contract.ts";
import { answer, calling, numbered, result, user, withoutIds } from "../session-kit.ts";

const settings = { enabled: true, reserveTokens: 1_000, keepRecentTokens: 100 };

/** So many tokens by Pi's estimate. */
const words = (tokens: number) => "wxyz".repeat(tokens);

/** Three turns, the second with a tool: fifty tokens a message. */
function threeTurns(pi: PiModules): SessionManager {
  const session = pi.coding.SessionManager.inMemory("/w");
  session.appendMessage(user(words(50)));
  session.appendMessage(answer(words(50)));
  session.appendModelChange("faux", "faux-1");
  session.appendMessage(user(words(50)));
  session.appendMessage(calling(["1", "read", "a.ts"], ["2", "edit", "b.ts"]));
  session.appendMessage(result("1", words(50)));
  session.appendMessage(result("2", words(50)));
  session.appendMessage(answer(words(50)));
  session.appendThinkingLevelChange("high");
  session.appendMessage(user(words(50)));
  session.appendMessage(answer(words(50)));
  return session;
}

/** A model that answers with these; what it is asked is in `asked`. */
function model(pi: PiModules, responses: FauxResponseStep[], reasoning = false) {
  const asked: { prompt: string; system: boolean; tools: number; options: object }[] = [];
  const faux = pi.ai.registerFauxProvider({
    api: "scripted",
    models: [{ id: "m", reasoning, contextWindow: 100_000, maxTokens: 50_000 }],
  });
  faux.setResponses(
    responses.map((response) => (context, options, state, used) => {
      const last = context.messages.at(-1);
      const content = last?.role === "user" ? last.content : "";
      const prompt = typeof content === "string" ? content : JSON.stringify(content);
      const { maxTokens, apiKey, headers, reasoning: level } = { reasoning: null, ...options };
      const system = Boolean(context.systemPrompt) || context.messages.length === 2;
      const given = { maxTokens, apiKey, headers, level };
      asked.push({ prompt, system, tools: context.tools?.length ?? 0, options: given });
      return typeof response === "function" ? response(context, options, state, used) : response;
    }),
  );
  return { model: faux.getModel(), asked };
}

const headings = (prompt: string) => prompt.match(/#+ [A-Z][\w &]+/g);

const cuts = (pi: PiModules, entries: SessionEntry[], from = 0) =>
  [1, 60, 100, 150, 200, 260, 10_000].map((tokens) =>
    pi.coding.findCutPoint(entries, from, entries.length, tokens),
  );

export const compaction: ContractCases = {
  "when a context is too full": ({ coding }) => [
    coding.DEFAULT_COMPACTION_SETTINGS,
    coding.shouldCompact(9_001, 10_000, settings),
    coding.shouldCompact(9_000, 10_000, settings),
    coding.shouldCompact(9_001, 10_000, { ...settings, enabled: false }),
    coding.calculateContextTokens(answer("", 42).usage),
    coding.calculateContextTokens({ ...answer("").usage, totalTokens: 0, cacheRead: 5 }),
  ],

  "what an answer was counted at"(pi) {
    const session = pi.coding.SessionManager.inMemory("/w");
    session.appendMessage(answer("a", 7));
    session.appendMessage({ ...answer("b", 8), stopReason: "error" });
    session.appendMessage({ ...answer("c", 9), stopReason: "aborted" });
    session.appendMessage(user("d"));
    const { getLastAssistantUsage } = pi.coding;
    return [getLastAssistantUsage(session.getEntries()), getLastAssistantUsage([]) ?? null];
  },

  "an answer that nobody counted"(pi) {
    const session = pi.coding.SessionManager.inMemory("/w");
    session.appendMessage(answer("a", 7));
    const usage = { ...answer("b").usage, input: 0, output: 0, totalTokens: 0 };
    session.appendMessage({ ...answer("b"), usage });
    return pi.coding.getLastAssistantUsage(session.getEntries())?.totalTokens;
  },

  "how large a message is": ({ coding }) =>
    [
      user("12345"),
      answer("12345"),
      calling(["1", "read", "a"]),
      { ...answer(""), content: [{ type: "thinking" as const, thinking: "123456789" }] },
      result("1", "12345"),
      { ...result("1", ""), content: [image] },
      {
        role: "bashExecution" as const,
        command: "ls",
        output: "123",
        cancelled: false,
        truncated: false,
        exitCode: 0,
        timestamp: 1,
      },
      { role: "branchSummary" as const, summary: "12345", fromId: "a", timestamp: 1 },
      { role: "compactionSummary" as const, summary: "12345", tokensBefore: 9, timestamp: 1 },
      {
        role: "custom" as const,
        customType: "x",
        content: "123456789",
        display: true,
        timestamp: 1,
      },
    ].map(coding.estimateTokens),

  "how large an image of the user's is": ({ coding }) =>
    coding.estimateTokens({ role: "user", content: [image], timestamp: 1 }),

  "where a conversation is cut": (pi) => cuts(pi, threeTurns(pi).getEntries()),

  "where a part of a conversation is cut": (pi) => cuts(pi, threeTurns(pi).getEntries(), 3),

  "a cut before a command of the user's"(pi) {
    const session = threeTurns(pi);
    session.appendMessage({
      role: "bashExecution",
      command: "ls",
      output: words(50),
      exitCode: 0,
      cancelled: false,
      truncated: false,
      timestamp: 5,
    });
    session.appendMessage(answer(words(50)));
    return cuts(pi, session.getEntries()).slice(0, 3);
  },

  "a message of an extension's that is large"(pi) {
    const session = threeTurns(pi);
    session.appendCustomMessageEntry("note", words(500), true);
    session.appendMessage(answer(words(10)));
    return cuts(pi, session.getEntries()).slice(0, 3);
  },

  "results at the end that are too large"(pi) {
    const session = threeTurns(pi);
    session.appendMessage(calling(["3", "read", "big.ts"]));
    session.appendMessage(result("3", words(5_000)));
    return cuts(pi, session.getEntries()).slice(0, 3);
  },

  "a conversation that cannot be cut"(pi) {
    const session = pi.coding.SessionManager.inMemory("/w");
    session.appendModelChange("faux", "faux-1");
    session.appendMessage(result("1", "lost"));
    const entries = session.getEntries();
    return [pi.coding.findCutPoint(entries, 0, 2, 1), pi.coding.findCutPoint([], 0, 0, 1)];
  },

  "where a turn begins"(pi) {
    const entries = threeTurns(pi).getEntries();
    const { findTurnStartIndex } = pi.coding;
    return entries.map((_, index) => [
      findTurnStartIndex(entries, index, 0),
      findTurnStartIndex(entries, index, 4),
    ]);
  },

  "what a compaction is about"(pi) {
    const session = threeTurns(pi);
    const prepared = pi.coding.prepareCompaction(session.getBranch(), settings);
    const { fileOps, ...rest } = prepared ?? {};
    return withoutIds(session, { ...rest, fileOps: listsOf(fileOps) });
  },

  "what the next compaction is about"(pi) {
    const session = threeTurns(pi);
    const kept = session.getEntries()[3]?.id ?? "";
    session.appendCompaction("so far", kept, 500, { readFiles: ["z.ts"], modifiedFiles: ["y.ts"] });
    const directly = pi.coding.prepareCompaction(session.getBranch(), settings) ?? null;
    session.appendMessage(user(words(50)));
    session.appendMessage(answer(words(50), 0));
    const prepared = pi.coding.prepareCompaction(session.getBranch(), settings);
    const { fileOps, ...rest } = prepared ?? {};
    return withoutIds(session, { directly, ...rest, fileOps: listsOf(fileOps) });
  },

  "what a compaction of an extension's leaves to the next one"(pi) {
    const session = threeTurns(pi);
    const lists = { readFiles: ["z.ts"], modifiedFiles: [] };
    session.appendCompaction("so far", "gone", 500, lists, true);
    session.appendMessage(user(words(200)));
    const prepared = pi.coding.prepareCompaction(session.getBranch(), settings);
    return [prepared?.messagesToSummarize.length, listsOf(prepared?.fileOps)];
  },

  "a conversation as text": ({ coding }) =>
    coding.serializeConversation([
      user("hi"),
      { role: "user", content: [{ type: "text", text: "look" }, image], timestamp: 1 },
      {
        ...answer(""),
        content: [
          { type: "thinking", thinking: "hm" },
          { type: "text", text: "one" },
          { type: "text", text: "two" },
          { type: "toolCall", id: "1", name: "read", arguments: { path: "a", limit: 3 } },
        ],
      },
      result("1", words(600)),
      result("2", ""),
    ]),

  async "a summary of what is left out"(pi) {
    const session = threeTurns(pi);
    const given = { ...settings, keepRecentTokens: 80 };
    const prepared = pi.coding.prepareCompaction(session.getBranch(), given);
    if (!prepared) return "nothing to do";
    const { model: writer, asked } = model(pi, [pi.ai.fauxAssistantMessage("the summary")], true);
    const headers = { a: "b" };
    const { compact } = pi.coding;
    const done = await compact(prepared, writer, "key", headers, undefined, undefined, "high");
    return withoutIds(session, { done, asked: asked.map(({ prompt: _, ...rest }) => rest) });
  },

  async "a summary of a turn that is cut"(pi) {
    const session = threeTurns(pi);
    const given = { ...settings, keepRecentTokens: 160 };
    const prepared = pi.coding.prepareCompaction(session.getBranch(), given);
    if (!prepared) return "nothing to do";
    const texts = ["the history", "the beginning"].map((text) => pi.ai.fauxAssistantMessage(text));
    const { model: writer, asked } = model(pi, texts);
    const done = await pi.coding.compact(prepared, writer, "key");
    return withoutIds(session, { done, limits: asked.map(({ options }) => options) });
  },

  async "a turn that is cut directly behind a compaction"(pi) {
    const session = pi.coding.SessionManager.inMemory("/w");
    const first = session.appendMessage(user(words(50)));
    session.appendCompaction("so far", first, 500);
    session.appendMessage(answer(words(50), 0));
    session.appendMessage(answer(words(100), 0));
    const prepared = pi.coding.prepareCompaction(session.getBranch(), settings);
    if (!prepared) return "nothing to do";
    const { model: writer } = model(pi, [pi.ai.fauxAssistantMessage("the beginning")]);
    return (await pi.coding.compact(prepared, writer, "key")).summary;
  },

  async "what a model is asked for a summary"(pi) {
    const { model: writer, asked } = model(pi, [
      pi.ai.fauxAssistantMessage("one"),
      pi.ai.fauxAssistantMessage("two"),
    ]);
    const { generateSummary } = pi.coding;
    const messages = [user("hi"), answer("ho")];
    const results = [
      await generateSummary(messages, writer, 1_000, "key"),
      await generateSummary(
        messages,
        writer,
        1_000,
        "key",
        undefined,
        undefined,
        "tests",
        "before",
      ),
    ];
    return {
      results,
      headings: asked.map(({ prompt }) => headings(prompt)),
      hasConversation: asked.map(({ prompt }) =>
        prompt.includes("<conversation>\\n[User]: hi\\n\\n[Assistant]: ho\\n</conversation>"),
      ),
      tags: asked.map(({ prompt }) => prompt.match(/<[a-z-]+>/g)),
      focus: asked.map(({ prompt }) => /[A-Za-z ]+: tests/.exec(prompt)?.[0] ?? null),
    };
  },

  async "summaries that are none"(pi) {
    const { fauxAssistantMessage, fauxToolCall } = pi.ai;
    const { model: writer } = model(pi, [
      fauxAssistantMessage("half", { stopReason: "error", errorMessage: "overloaded" }),
      fauxAssistantMessage("half", { stopReason: "length" }),
      fauxAssistantMessage("half", { stopReason: "aborted", errorMessage: "Request was aborted" }),
      fauxAssistantMessage(""),
      fauxAssistantMessage(fauxToolCall("read", { path: "a" }), { stopReason: "toolUse" }),
    ]);
    const outcomes: string[] = [];
    for (let count = 0; count < 5; count++) {
      const summary = pi.coding.generateSummary([user("hi")], writer, 1_000, "key");
      outcomes.push(await outcome(summary));
    }
    const [error, length, aborted, empty, tool] = outcomes;
    return { error, length, aborted, empty, tool };
  },

  "what is left of a branch"(pi) {
    const session = threeTurns(pi);
    const left = session.getLeafId();
    const at = session.getEntries()[1]?.id ?? "";
    session.branch(at);
    const target = session.appendMessage(user("other"));
    const { collectEntriesForBranchSummary: collect } = pi.coding;
    const there = collect(session, left, target);
    return withoutIds(session, [
      { ...there, entries: there.entries.map(({ id }) => id) },
      collect(session, null, target),
      collect(session, target, target),
      collect(session, left, at).commonAncestorId,
      collect(session, left, "gone").commonAncestorId,
    ]);
  },

  "what of a branch is summed up"(pi) {
    const session = threeTurns(pi);
    const lists = { readFiles: ["z.ts"], modifiedFiles: ["y.ts"] };
    session.branchWithSummary(session.getLeafId(), words(50), lists);
    const entries = session.getEntries();
    return [0, 60, 110, 150, 10_000].map((budget) => {
      const prepared = pi.coding.prepareBranchEntries(entries, budget);
      const { messages, fileOps, totalTokens } = prepared;
      return [messages.map(({ role }) => role), listsOf(fileOps), totalTokens];
    });
  },

  async "a summary of a branch"(pi) {
    const session = threeTurns(pi);
    const texts = ["the branch", "asked otherwise"].map((text) => pi.ai.fauxAssistantMessage(text));
    const { model: writer, asked } = model(pi, texts);
    const options = { model: writer, apiKey: "key", signal: new AbortController().signal };
    const { generateBranchSummary } = pi.coding;
    const entries = session.getEntries();
    const instead = { customInstructions: "In one word.", replaceInstructions: true };
    return {
      first: await generateBranchSummary(entries, options),
      second: (await generateBranchSummary(entries, { ...options, ...instead })).summary,
      none: await generateBranchSummary([], options),
      headings: headings(asked[0]?.prompt ?? ""),
      isInstead: asked[1]?.prompt.endsWith('</conversation>\\n\\nIn one word."}]'),
      limits: asked.map((each) => each.options),
    };
  },

  async "summaries of a branch that are none"(pi) {
    const { model: writer } = model(pi, [
      pi.ai.fauxAssistantMessage("half", { stopReason: "error", errorMessage: "overloaded" }),
      pi.ai.fauxAssistantMessage("half", { stopReason: "aborted" }),
      pi.ai.fauxAssistantMessage("half", { stopReason: "length" }),
    ]);
    const options = { model: writer, apiKey: "key", signal: new AbortController().signal };
    const entries = threeTurns(pi).getEntries();
    const results: unknown[] = [];
    for (let count = 0; count < 3; count++)
      results.push(await pi.coding.generateBranchSummary(entries, options));
    const [error, aborted, length] = results;
    return { failed: JSON.stringify(error), aborted, length: JSON.stringify(length) };
  },

  "the same session after a compaction"(pi) {
    const session = threeTurns(pi);
    const prepared = pi.coding.prepareCompaction(session.getBranch(), settings);
    session.appendCompaction("the summary", prepared?.firstKeptEntryId ?? "", 500);
    const { messages } = session.buildSessionContext();
    return numbered(
      session.getEntries(),
      messages.map(({ role }) => role),
    );
  },
};

const image = { type: "image" as const, data: "AA", mimeType: "image/png" };

function listsOf(
  operations: { read: Set<string>; written: Set<string>; edited: Set<string> } | undefined,
) {
  if (!operations) return null;
  return [operations.read, operations.written, operations.edited].map((set) => [...set].sort());
}
