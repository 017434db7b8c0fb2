import { manualClock, type ScriptedStep, scripted, testModel } from "@argent/ai/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { say, tool } from "../../test/loop-kit.ts";
import { noEnv } from "../../test/no-env.ts";
import type { QueueMode } from "../queue/run-queue.ts";
import { createArgentRuntime } from "./argent-runtime.ts";
import type { Run, RunResult } from "./runtime.ts";
import { memorySessionStore } from "./session-store.ts";

const sessionKeys = ["a", "b"] as const;
const session = fc.constantFrom(...sessionKeys);

const action = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("run" as const),
      session,
      mode: fc.constantFrom<QueueMode>("followup", "collect", "steer", "interrupt"),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.nat(900) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("abort" as const), run: fc.nat(8) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("leave" as const), run: fc.nat(8) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("clear" as const), session }) },
);

/** What the model does next: it answers, uses a slow tool, is overloaded, fails, or says nothing at all. */
const behaviour = fc.constantFrom("answer", "answer", "tool", "tool", "retry", "fail", "hang");

test("whatever happens to a runtime, one run of a session works at a time, no prompt is lost or there twice, and all settles", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(action, { minLength: 5, maxLength: 30 }),
      fc.array(behaviour, { minLength: 30, maxLength: 30 }),
      async (actions, behaviours) => {
        const clock = manualClock();
        const pause = (ms: number) =>
          new Promise<void>((resolve) => {
            clock.after(ms, resolve);
          });
        const steps = behaviours.map((name, index): ScriptedStep => {
          if (name === "hang") return () => new Promise(() => {});
          if (name === "fail") return { error: { kind: "auth" } };
          if (name === "retry") return { error: { kind: "overloaded" } };
          if (name === "tool") return { toolCalls: [{ name: "slow", arguments: { n: index } }] };
          return async () => {
            await pause(100);
            return { text: "ok" };
          };
        });
        const rest = Array<ScriptedStep>(400).fill({ text: "ok" });
        const sessions = memorySessionStore();
        const runtime = createArgentRuntime({
          provider: scripted([...steps, ...rest], { clock }),
          clock,
          model: testModel(),
          env: () => noEnv,
          systemPrompt: () => "Be brief.",
          tools: () => [
            tool("slow", async () => {
              await pause(300);
              return say("ok");
            }),
          ],
          sessions,
          silenceTimeoutMs: 20_000,
          retry: { maxRetries: 1, baseDelayMs: 100 },
        });
        const phases = new Map<string, string[]>();
        const working = new Map<string, number>();
        let most = 0;
        runtime.onStream((event) => {
          if (event.type !== "lifecycle") return;
          const { runId, sessionKey, phase } = event;
          phases.set(runId, [...(phases.get(runId) ?? []), phase]);
          const change = phase === "start" ? 1 : -1;
          working.set(sessionKey, (working.get(sessionKey) ?? 0) + change);
          most = Math.max(most, working.get(sessionKey) ?? 0);
        });

        const runs: { run: Run; sender: AbortController; sessionKey: string; prompt: string }[] =
          [];
        for (const next of actions) {
          if (next.do === "pass") await clock.advance(next.ms);
          else if (next.do === "abort") runs.at(-1 - next.run)?.run.abort();
          else if (next.do === "leave") runs.at(-1 - next.run)?.sender.abort();
          else if (next.do === "clear") await runtime.clear(next.session);
          else {
            const prompt = `<${runs.length}>`;
            const sender = new AbortController();
            const { session: sessionKey, mode } = next;
            const run = runtime.run({ sessionKey, prompt, mode, signal: sender.signal });
            runs.push({ run, sender, sessionKey, prompt });
          }
        }
        const results: RunResult[] = [];
        for (const { run } of runs) void run.then((result) => results.push(result));
        for (let round = 0; round < 40 && results.length < runs.length; round++) {
          await clock.advance(25_000);
        }
        expect(results.length, "every run settles").toBe(runs.length);
        expect(most, "runs of a session at a time").toBeLessThanOrEqual(1);
        expect(await runtime.status()).toEqual([]);
        for (const [, seen] of phases) expect(seen).toEqual(["start", expect.any(String)]);

        for (const sessionKey of sessionKeys) {
          const log = await sessions.open({ sessionKey, cwd: "/" });
          const said = log.getBranch().flatMap((entry) => {
            const isUser = entry.type === "message" && entry.message.role === "user";
            return isUser ? [JSON.stringify(entry.message)] : [];
          });
          const order = said.flatMap((text) =>
            Array.from(text.matchAll(/<(\d+)>/g), ([, number]) => Number(number)),
          );
          expect(new Set(order).size, "none twice").toBe(order.length);
          for (const { run, prompt, sessionKey: own } of runs) {
            const { success } = await run;
            if (success && own === sessionKey) expect(said.join()).toContain(prompt);
          }
        }
      },
    ),
    { numRuns: 300 },
  );
}, 600_000);
