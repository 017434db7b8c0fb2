import { expect } from "vitest";
import { answer, type ChatMachine, calls } from "./chat-kit.ts";
import { describeScenarios } from "./scenario.ts";

const command = { name: "bash", arguments: { command: "echo approved > made.txt" } };
const asking = {
  command: "run",
  args: ["Make it", "--approve", "ask-before-write", "--no-session"],
};

describeScenarios("run", () => [
  {
    ...asking,
    name: "run-question",
    steps: [calls(command), answer("Made.")],
    async run({ pane, read }) {
      await pane.sees("Allow it?");
      await pane.type("y");
      await pane.press("Enter");
      expect(await pane.exit()).toBe(0);
      expect(await read("made.txt")).toBe("approved\n");
    },
  },
  {
    ...asking,
    name: "run-question-ctrl-c",
    steps: [calls(command), answer("Never seen.")],
    async run({ pane, read }) {
      await pane.sees("Allow it?");
      await pane.press("C-c");
      expect(await pane.exit()).toBe(130);
      await expect(read("made.txt")).rejects.toThrow();
    },
  },
  {
    ...asking,
    name: "run-question-ctrl-d",
    steps: [calls(command), answer("It was not allowed.")],
    async run({ pane, read, server }) {
      await pane.sees("Allow it?");
      await pane.press("C-d");
      expect(await pane.exit()).toBe(0);
      await expect(read("made.txt")).rejects.toThrow();
      expect(server.requests[1]?.text).toContain("The call of bash was not allowed.");
    },
  },
  ...["rpc", "mcp"].map((command) => ({
    command,
    name: `${command}-by-hand`,
    async run({ pane }: ChatMachine) {
      await pane.sees("This serves a program");
      await pane.press("C-d");
      expect(await pane.exit()).toBe(0);
    },
  })),
]);
