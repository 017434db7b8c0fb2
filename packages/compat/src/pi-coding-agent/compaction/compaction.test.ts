import { AiError } from "@argent/ai";
import { expect, test } from "vitest";
import { answer, calling, result, user } from "../../../test/contract/session-kit.ts";
import type { StreamFn } from "../../pi-agent-core/index.ts";
import { fauxAssistantMessage, registerFauxProvider, streamSimple } from "../../pi-ai/index.ts";
import type { SessionEntry } from "../session/session-entry.ts";
import { SessionManager } from "../session/session-manager.ts";
import { compact } from "./compact.ts";
import { generateSummary } from "./generate-summary.ts";
import { prepareCompaction } from "./prepare-compaction.ts";

const settings = { enabled: true, reserveTokens: 1_000, keepRecentTokens: 1 };

function conversation(): SessionManager {
  const session = SessionManager.inMemory("/w");
  session.appendMessage(user("read it"));
  session.appendMessage(calling(["1", "read_file", "a.ts"], ["2", "write_file", "b.ts"]));
  session.appendMessage(result("1", "A"));
  session.appendMessage(result("2", "B"));
  session.appendMessage(answer("done"));
  session.appendMessage(user("next"));
  return session;
}

test("the host's stream function writes the summary, with the thinking that was asked for", async () => {
  const faux = registerFauxProvider({ api: "scripted", models: [{ id: "m", reasoning: true }] });
  faux.setResponses([fauxAssistantMessage("so far")]);
  const asked: unknown[] = [];
  const streamFn: StreamFn = (model, context, options) => {
    asked.push([context.tools, options?.reasoning, options?.cacheRetention, options?.apiKey]);
    return streamSimple(model, context, options);
  };
  const prepared = prepareCompaction(conversation().getBranch(), settings);
  if (!prepared) throw new Error("There is something to sum up.");
  const model = faux.getModel();
  const done = await compact(prepared, model, "key", {}, undefined, undefined, "low", streamFn);
  expect(asked).toEqual([[undefined, "low", "none", "key"]]);
  expect(done.summary).toMatch(/^so far/);
});

test("files of Argent's tools are listed, too", () => {
  const prepared = prepareCompaction(conversation().getBranch(), settings);
  expect(prepared?.fileOps).toEqual({
    read: new Set(["a.ts"]),
    written: new Set(["b.ts"]),
    edited: new Set(),
  });
});

test("what was edited away is not summed up", () => {
  const session = conversation();
  const [first, ...rest] = session.getBranch();
  const edit = {
    type: "context_edit",
    id: "edit",
    parentId: session.getLeafId(),
    timestamp: "",
    targetId: first?.id,
    replacement: null,
  };
  const edited: SessionEntry[] = JSON.parse(JSON.stringify([first, ...rest, edit]));
  const prepared = prepareCompaction(edited, settings);
  expect(prepared?.messagesToSummarize[0]).toMatchObject({ role: "assistant" });
});

test.each(["error", "aborted", "length"] as const)(
  "a summary that ended with %s is a coded error",
  async (stopReason) => {
    const faux = registerFauxProvider({ api: "scripted" });
    faux.setResponses([fauxAssistantMessage("half", { stopReason })]);
    const refusal = await generateSummary([user("a")], faux.getModel(), 1_000, "key").catch(
      (cause) => cause,
    );
    expect(AiError.isInstance(refusal)).toBe(true);
    expect(refusal.message).toMatch(/^Summarization failed: /);
    expect(refusal.code === "aborted").toBe(stopReason === "aborted");
  },
);
