import fc from "fast-check";
import { expect, test } from "vitest";
import { argent, outcome } from "../../../test/coding-agent/both-sides.ts";
import { failure, hostSession, tick } from "../../../test/coding-agent/host-session.ts";
import { workspace } from "../../../test/coding-agent/workspace.ts";
import type { Loose } from "../../pi-ai/loose.ts";
import type { AgentSession } from "./agent-session.ts";

const { ai } = argent;

const actions = fc.array(
  fc.record({
    what: fc.constantFrom(
      ...(["prompt", "queue", "steer", "followUp", "abort", "compact", "bash", "pause"] as const),
    ),
    ticks: fc.integer({ min: 0, max: 3 }),
  }),
  { maxLength: 25 },
);
const answers = fc.array(fc.constantFrom("text", "tool", "overloaded", "refused", "long"), {
  minLength: 1,
  maxLength: 12,
});

/** What a host may do at any time. Every message has words of its own. */
function act(session: AgentSession, what: string, words: string): Promise<unknown> {
  switch (what) {
    case "prompt":
      return session.prompt(words);
    case "queue":
      return session.prompt(words, { streamingBehavior: "followUp" });
    case "steer":
      return session.steer(words);
    case "followUp":
      return session.followUp(words);
    case "abort":
      return session.abort();
    case "compact":
      return session.compact();
    case "bash":
      return session.executeBash(words, undefined, {
        operations: { exec: async () => ({ exitCode: 0 }) },
      });
    default:
      return tick();
  }
}

function answer(kind: string | undefined): Loose {
  switch (kind) {
    case "tool":
      return ai.fauxAssistantMessage(ai.fauxToolCall("none", {}));
    case "overloaded":
      return failure(argent, "overloaded_error");
    case "refused":
      return failure(argent, "invalid_request_error");
    case "long":
      return ai.fauxAssistantMessage("long ".repeat(300));
    default:
      return ai.fauxAssistantMessage("fine");
  }
}

test("whatever a host does at whatever time, no message is lost or said twice, and the session goes on", async () => {
  const warnings: Error[] = [];
  const listen = (warning: Error) => warnings.push(warning);
  process.on("warning", listen);
  await fc.assert(
    fc.asyncProperty(actions, answers, async (script, kinds) => {
      using folder = workspace();
      const host = await hostSession(argent, folder.path, {
        contextWindow: 900,
        settings: {
          retry: { baseDelayMs: 1, maxRetries: 2 },
          compaction: { reserveTokens: 100, keepRecentTokens: 50 },
        },
      });
      const { session } = host;
      const plan = Array.from({ length: 400 }, (_, index) => kinds[index % kinds.length]);
      // The end of every plan is harmless, so that whoever goes on comes to an end.
      host.respond(...plan.map((kind, index) => () => answer(index < 40 ? kind : "text")));
      const taken = new Set<string>();
      const work: Promise<unknown>[] = [];
      for (const [index, { what, ticks }] of script.entries()) {
        const words = `words ${index};`;
        const done = act(session, what, words).then(() => {
          if (/prompt|queue|steer|followUp/.test(what)) taken.add(words);
        });
        work.push(outcome(() => done));
        for (let count = 0; count < ticks; count += 1) await tick();
      }
      await Promise.all(work);
      await session.abort();
      const last = await outcome(() => session.prompt("the last words;"));
      expect(last).toBeUndefined();

      const said = session.sessionManager
        .getEntries()
        .flatMap((entry: Loose) =>
          entry.type === "message" && entry.message.role === "user"
            ? [entry.message.content[0].text]
            : [],
        );
      const waiting = [...session.getSteeringMessages(), ...session.getFollowUpMessages()];
      const heard = [...said, ...waiting];
      expect(heard.filter((words, index) => heard.indexOf(words) !== index)).toEqual([]);
      expect([...taken].filter((words) => !heard.includes(words))).toEqual([]);
      expect(session.isStreaming || session.isCompacting || session.isRetrying).toBe(false);
      const path = session.sessionManager.getBranch();
      const shown = session.sessionManager.buildSessionContext().messages;
      // Failures that were asked for again are in the session only.
      const isKept = (message: Loose) => message.stopReason !== "error";
      expect(session.messages.filter(isKept)).toEqual(shown.filter(isKept));
      expect(path.every(({ parentId }, index) => parentId === (path[index - 1]?.id ?? null))).toBe(
        true,
      );
      host.end();
    }),
    { numRuns: 60 },
  );
  await tick();
  process.off("warning", listen);
  expect(warnings).toEqual([]);
});
