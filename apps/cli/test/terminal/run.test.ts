import { expect } from "vitest";
import { answer, calls } from "./chat-kit.ts";
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
]);
