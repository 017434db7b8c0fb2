import { expect, test } from "vitest";
import { getAgentLifecycle, getPiAgentRuntime, getSessionMessageQueue } from "./process-wide.ts";

test("there is one runtime, one queue and one lifecycle in a process, however often they are asked for", () => {
  expect(getPiAgentRuntime()).toBe(getPiAgentRuntime());
  expect(getSessionMessageQueue()).toBe(getSessionMessageQueue());
  expect(getAgentLifecycle()).toBe(getAgentLifecycle());
});
