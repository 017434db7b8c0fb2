import { setImmediate } from "node:timers/promises";
import type { TurnRequest } from "@argent/ai";
import type { Step } from "@argent/ai/testing";
import type { AgentTool } from "../../src/tool.ts";
import { say as text, tool } from "../loop-kit.ts";
import type { Draw } from "./seeded-draw.ts";
import type { Say } from "./testimony.ts";

/**
 * Answers with up to four tool calls, with text, or, when no tools are offered, with a summary. The ids of calls start
 * with `prefix`, so that those of different processes differ.
 */
export function randomAnswer(draw: Draw, prefix: string): (request: TurnRequest) => Step {
  let calls = 0;
  return ({ tools = [] }) => {
    if (tools.length === 0) return { text: `So far. ${"z".repeat(draw(500))}` };
    if (draw(3) === 0) return { text: "a".repeat(1 + draw(2_000)), deltaSize: 500 };
    const count = 1 + draw(4);
    return {
      text: "Wait. 👩‍💻",
      toolCalls: Array.from({ length: count }, () => ({
        id: `${prefix}-${calls++}`,
        name: tools[draw(tools.length)]?.name ?? "",
        arguments: { n: draw(1_000_000) },
      })),
    };
  };
}

/** Tools that come back at once, later, with much, or not well. */
export function randomTools(draw: Draw, say: Say): AgentTool[] {
  return [
    tool("quick", async () => text("done")),
    tool("slow", async () => {
      for (let rounds = draw(3_000); rounds > 0; rounds--) await setImmediate();
      return text("done at last");
    }),
    tool("large", async () => {
      if (draw(5) > 0) return text("l".repeat(draw(100_000)));
      say("large");
      return text("l".repeat(1_000_000 + draw(4_000_000)));
    }),
    tool("broken", async () => {
      throw new Error("It is broken.");
    }),
  ];
}
