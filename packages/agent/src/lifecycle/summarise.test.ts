import { type ScriptedStep, scripted, testModel } from "@argent/ai/testing";
import { expect, test } from "vitest";
import { Agent } from "../agent.ts";
import type { AgentTool, AgentToolResult } from "../tool.ts";
import type { RunStreamBody } from "./stream-event.ts";
import { summarise } from "./summarise.ts";

const text = (content: string): AgentToolResult => ({ content: [{ type: "text", text: content }] });

async function streamOf(steps: ScriptedStep[], execute?: AgentTool["execute"]) {
  const agent = new Agent({
    provider: scripted(steps),
    retry: { baseDelayMs: 0 },
    initialState: {
      model: testModel(),
      tools: [
        {
          name: "bash",
          description: "",
          parameters: { type: "object" },
          execute: execute ?? (async () => text("done")),
        },
      ],
    },
  });
  const bodies: RunStreamBody[] = [];
  agent.subscribe((event) => {
    const body = summarise(event);
    if (body) bodies.push(body);
  });
  await agent.prompt("go");
  return bodies;
}

test("an answer is its deltas, which join to its text, and a completion without text", async () => {
  const bodies = await streamOf([{ thinking: "Hm.", text: "Hello, world.", deltaSize: 4 }]);
  const answer = bodies.filter((body) => body.type === "assistant");
  expect(bodies).toEqual(answer);
  expect(answer.map(({ content }) => content).join("")).toBe("Hello, world.");
  expect(answer.map(({ isComplete }) => isComplete)).toEqual([false, false, false, false, true]);
});

test("a tool call has its name, its arguments and what it says", async () => {
  const call = { id: "c1", name: "bash", arguments: { command: "ls" } };
  const bodies = await streamOf([{ toolCalls: [call] }, { text: "ok" }], async (...[, , , say]) => {
    say?.(text("half"));
    return text("done");
  });
  const tool = { type: "tool", toolName: "bash", toolCallId: "c1", args: { command: "ls" } };
  expect(bodies.filter((body) => body.type === "tool")).toEqual([
    { ...tool, phase: "start" },
    { ...tool, phase: "update", result: "half" },
    { ...tool, phase: "end", result: "done", isError: false, durationMs: expect.any(Number) },
  ]);
});

test("long output is cut: an update to its end, a result to its beginning", async () => {
  const long = `${"a".repeat(9_000)}🦉${"b".repeat(1_999)}`;
  const bodies = await streamOf(
    [{ toolCalls: [{ name: "bash" }] }, { text: "ok" }],
    async (...[, , , say]) => {
      say?.(text(long));
      return {
        content: [...text(long).content, { type: "image", data: "AAAA", mimeType: "image/png" }],
      };
    },
  );
  const [, update, end] = bodies.filter((body) => body.type === "tool");
  expect(update?.result).toBe(`\uFFFD${"b".repeat(1_999)}`);
  expect(end?.result).toBe(`${"a".repeat(8_000)}\n… (3020 more characters)`);
});

test("an image is named, not carried", async () => {
  const bodies = await streamOf([{ toolCalls: [{ name: "bash" }] }, { text: "ok" }], async () => ({
    content: [{ type: "image", data: "AAAA", mimeType: "image/png" }],
    isError: true,
  }));
  expect(bodies.find((body) => body.type === "tool" && body.phase === "end")).toMatchObject({
    result: "[image: image/png]",
    isError: true,
  });
});

test("a retry is told with its reason", async () => {
  const bodies = await streamOf([
    { error: { kind: "overloaded", message: "busy" } },
    { text: "ok" },
  ]);
  expect(bodies[0]).toMatchObject({ type: "retry", attempt: 1, maxAttempts: 3, error: "busy" });
});

test("a compaction is told when something was compacted", () => {
  const result = { summary: "so far", firstKeptEntryId: "e", tokensBefore: 900, tokensAfter: 90 };
  const end = { type: "compaction_end", reason: "threshold", aborted: false } as const;
  expect(summarise({ ...end, result })).toEqual({
    type: "compaction",
    reason: "threshold",
    tokensBefore: 900,
    tokensAfter: 90,
    summary: "so far",
  });
  expect(summarise(end)).toBeUndefined();
});
