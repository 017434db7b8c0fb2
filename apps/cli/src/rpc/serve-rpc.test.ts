import { PassThrough } from "node:stream";
import { systemClock } from "@argent/ai";
import { type ManualClock, manualClock, type ScriptedStep } from "@argent/ai/testing";
import { expect, test } from "vitest";
import { type ConversationPlace, openConversation } from "../../test/conversation-kit.ts";
import { type RpcRecords, readRecords } from "../../test/rpc-records.ts";
import { type RpcOptions, serveRpc } from "./serve-rpc.ts";

interface Client extends RpcRecords {
  say(line: unknown): void;
  end(): Promise<void>;
}

/** A client in the same process. */
async function withClient(
  steps: ScriptedStep[],
  use: (client: Client) => Promise<void>,
  options: Partial<RpcOptions> = {},
): Promise<void> {
  let place: ConversationPlace | undefined;
  const [input, output] = [new PassThrough(), new PassThrough()];
  const served = serveRpc({
    input,
    output,
    async openConversation(ask) {
      place = await openConversation(steps, { approval: { ask } });
      return place.conversation;
    },
    availableModels: async () => [],
    clock: systemClock,
    ...options,
  });
  const end = () => {
    input.end();
    return served;
  };
  await use({
    ...readRecords(output),
    say: (line) => input.write(`${typeof line === "string" ? line : JSON.stringify(line)}\n`),
    end,
  });
  await end();
  await place?.[Symbol.asyncDispose]();
}

const write = { toolCalls: [{ name: "write_file", arguments: { path: "file", content: "x" } }] };

test("what is no command is a parse error, and an unknown one is answered under its id", async () => {
  await withClient([], async ({ say, hears }) => {
    say("{oops");
    expect(await hears("response")).toMatchObject({ command: "parse", success: false });
    say("[1]");
    expect(await hears("response")).toMatchObject({ command: "parse", success: false });
    say({ id: "7", type: "fly" });
    expect(await hears("response")).toEqual({
      type: "response",
      id: "7",
      command: "fly",
      success: false,
      error: "Unknown command: fly",
    });
    say({ id: "8", type: "prompt", message: 3 });
    expect(await hears("response", { id: "8" })).toMatchObject({
      error: 'prompt needs "message" to be a string, got 3.',
    });
  });
});

test("a prompt is answered before anything else happens with it, and twice means to say when", async () => {
  await withClient([{ text: "ok" }], async ({ say, hears, all: records }) => {
    say({ id: "1", type: "prompt", message: "Hi" });
    say({ id: "2", type: "prompt", message: "Again" });
    await hears("agent_settled");
    expect(records[0]).toMatchObject({ id: "1", success: true, data: { disposition: "started" } });
    expect(records.find(({ id }) => id === "2")).toMatchObject({ success: false });
  });
});

test("deltas carry no answer so far", async () => {
  const text = "word ".repeat(2_000);
  await withClient([{ text, deltaSize: 5 }], async ({ say, hears, all: records }) => {
    say({ type: "prompt", message: "Hi" });
    await hears("agent_settled");
    const updates = records.filter(({ type }) => type === "message_update");
    expect(updates.length).toBeGreaterThan(1_000);
    expect(
      Math.max(...updates.slice(1, -2).map((update) => JSON.stringify(update).length)),
    ).toBeLessThan(200);
    expect(updates[5]).toEqual({
      type: "message_update",
      assistantMessageEvent: { type: "text_delta", contentIndex: 0, delta: "word " },
    });
  });
});

test("a question that nobody answers in time is a no", async () => {
  const clock: ManualClock = manualClock();
  const options = { clock, askTimeoutMs: 5_000 };
  await withClient(
    [write, { text: "ok" }],
    async ({ say, hears, all: records }) => {
      say({ type: "prompt", message: "Write" });
      expect(await hears("extension_ui_request")).toMatchObject({
        method: "select",
        timeout: 5_000,
        title: expect.stringContaining("not isolated"),
        approval: { tool: "write_file", args: { path: "file", content: "x" } },
      });
      await clock.advance(5_000);
      await hears("agent_settled");
      expect(JSON.stringify(records)).toContain("nobody answered in 5 s");
    },
    options,
  );
});

test("at the end of the input open questions are denied, the run is stopped and everything is told", async () => {
  await withClient([write, { text: "never" }], async ({ say, hears, all: records, end }) => {
    say({ type: "prompt", message: "Write" });
    await hears("extension_ui_request");
    say({ id: "last", type: "get_state" });
    await end();
    expect(records.find(({ id }) => id === "last")).toMatchObject({ success: true });
    expect(records.at(-1)).toMatchObject({ type: "agent_settled" });
  });
});

test("an answer in this session holds for the next call of the same kind", async () => {
  await withClient([write, write, { text: "ok" }], async ({ say, hears, all: records }) => {
    say({ type: "prompt", message: "Write" });
    const { id } = await hears("extension_ui_request");
    say({ type: "extension_ui_response", id: "somebody else's", value: "Deny" });
    say({ type: "extension_ui_response", id, value: "Allow in this session" });
    await hears("agent_settled");
    expect(records.filter(({ type }) => type === "extension_ui_request")).toHaveLength(1);
  });
});

test("a signal ends it like the end of the input", async () => {
  const abort = new AbortController();
  await withClient(
    [{ text: "ok" }],
    async ({ say, hears }) => {
      say({ type: "get_state" });
      await hears("response");
      abort.abort();
    },
    { signal: abort.signal },
  );
});
