import { manualClock, type ScriptedStep, scripted, testModel } from "@argent/ai/testing";
import { expect, test } from "vitest";
import { say, tool } from "../../test/loop-kit.ts";
import { noEnv } from "../../test/no-env.ts";
import type { AgentStreamEvent } from "../lifecycle/stream-event.ts";
import type { QueueMode } from "../queue/run-queue.ts";
import { createArgentRuntime } from "./argent-runtime.ts";
import type { Run } from "./runtime.ts";
import { memorySessionStore } from "./session-store.ts";

const modes: readonly QueueMode[] = ["followup", "collect", "steer", "interrupt"];

type Moment = (event: AgentStreamEvent | { type: "summary" }) => boolean;

const moments: Record<string, Moment> = {
  "at its start": (event) => event.type === "lifecycle" && event.phase === "start",
  "while it calls tools one by one": (event) =>
    event.type === "tool" && event.toolName === "single",
  "while it calls tools side by side": (event) =>
    event.type === "tool" && event.toolName === "parallel" && event.phase === "start",
  "when a tool has finished": (event) =>
    event.type === "tool" && event.toolName === "parallel" && event.phase === "end",
  "while it waits to ask again": (event) => event.type === "retry",
  "while it is compacted": (event) => event.type === "summary",
  "in the middle of its answer": (event) =>
    event.type === "assistant" && event.content.includes("the"),
  "after its last token": (event) => event.type === "assistant" && event.isComplete,
  "at its end": (event) => event.type === "lifecycle" && event.phase !== "start",
};

const cases = Object.keys(moments).flatMap((name) => modes.map((mode) => [name, mode] as const));

test.each(cases)(
  "a message that comes %s, as %s, is in the conversation once and is answered",
  async (name, mode) => {
    const clock = manualClock();
    const sessions = memorySessionStore();
    const past = await sessions.open({ sessionKey: "s", cwd: "/" });
    await past.appendMessage({ role: "user", content: "word ".repeat(5_500), timestamp: 0 });
    await past.close();

    let later: Run | undefined;
    const watch: Moment = (event) => {
      if (later === undefined && moments[name]?.(event)) {
        later = runtime.run({ sessionKey: "s", prompt: "LATER", mode });
      }
      return later !== undefined;
    };
    const left: ScriptedStep[] = [
      { toolCalls: [{ name: "single" }, { name: "single" }] },
      { toolCalls: [{ name: "parallel" }, { name: "parallel" }] },
      { error: { kind: "overloaded" } },
      { text: "This is the answer.", deltaSize: 4 },
    ];
    const step: ScriptedStep = (request, index) => {
      if (request.cacheRetention === "none") {
        watch({ type: "summary" });
        return { text: "## Goal\nCount the words." };
      }
      const next = left.shift() ?? { text: "ok" };
      return typeof next === "function" ? next(request, index) : next;
    };
    const runtime = createArgentRuntime({
      provider: scripted(Array(20).fill(step), { clock }),
      clock,
      model: testModel({ contextWindow: 8_000, maxTokens: 1_000 }),
      env: () => noEnv,
      systemPrompt: () => "Be brief.",
      tools: () => [
        tool("single", async () => say("ok"), { executionMode: "sequential" }),
        tool("parallel", async () => say("ok")),
      ],
      sessions,
    });
    const phases: string[] = [];
    runtime.onStream((event) => {
      watch(event);
      if (event.type === "lifecycle") phases.push(event.phase);
    });

    const host = runtime.run({ sessionKey: "s", prompt: "FIRST" });
    const settled = host.then(() => later);
    for (let round = 0; round < 40; round++) await clock.advance(1_000);
    const answer = await settled;
    expect(answer, "the moment came").toMatchObject({ success: true });
    const first = await host;
    if (mode !== "interrupt") expect(first.success).toBe(true);

    const session = await sessions.open({ sessionKey: "s", cwd: "/" });
    const transcript = session
      .getBranch()
      .flatMap((entry) => (entry.type === "message" ? [JSON.stringify(entry.message)] : []));
    expect(transcript.filter((message) => message.includes("LATER"))).toHaveLength(1);
    expect(transcript.at(-1)).toContain('"role":"assistant"');
    const starts = phases.filter((phase) => phase === "start").length;
    expect(phases).toHaveLength(2 * starts);
    expect(starts).toBe(answer?.steered ? 1 : 2);
    expect(await runtime.status()).toEqual([]);
    expect(clock.pending).toBe(0);
  },
);
