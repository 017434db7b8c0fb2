import { expect } from "vitest";
import { answer, calls } from "./chat-kit.ts";
import { describeScenarios } from "./scenario.ts";

const command = { name: "bash", arguments: { command: "echo approved > made.txt" } };
const edit = {
  name: "edit_file",
  arguments: { path: "add.js", edits: [{ oldText: "a - b", newText: "a + b" }] },
};
const files = { "add.js": "export const add = (a, b) => {\n  return a - b;\n};\n" };

describeScenarios("approvals", () => [
  {
    name: "approval-question",
    steps: [calls(command)],
    async run({ say, idle, pane }) {
      await idle();
      await say("Make it");
      await pane.sees("y yes");
    },
  },
  {
    name: "approval-diff",
    files,
    steps: [calls(edit)],
    async run({ say, idle, pane }) {
      await idle();
      await say("Fix it");
      await pane.sees("y yes");
    },
  },
  {
    name: "approval-yes",
    steps: [calls(command), answer("Made.")],
    async run({ say, idle, pane, read }) {
      await idle();
      await say("Make it");
      await pane.sees("y yes");
      await pane.type("y");
      await pane.sees("Made.");
      await idle();
      expect(await read("made.txt")).toBe("approved\n");
    },
  },
  {
    name: "approval-session",
    steps: [calls(command), calls(command), answer("Made twice.")],
    async run({ say, idle, pane }) {
      await idle();
      await say("Make it twice");
      await pane.sees("y yes");
      await pane.type("s");
      await pane.sees("Made twice.");
      await idle();
    },
  },
  {
    name: "approval-always",
    steps: [calls(command), answer("Made."), calls(command), answer("Made again.")],
    async run({ say, idle, pane, open, home }) {
      await idle();
      await say("Make it");
      await pane.sees("y yes");
      await pane.type("a");
      await pane.sees("Made.");
      await idle();
      await pane.press("C-d");
      await pane.exit();
      const next = await open();
      await idle(next);
      await say("Make it", next);
      await next.sees("Made again.");
      const { readFile } = await import("node:fs/promises");
      expect(await readFile(`${home}/.argent/approvals.jsonl`, "utf8")).toContain("echo approved");
    },
  },
  {
    name: "approval-no",
    steps: [calls(command), answer("Not made then.")],
    async run({ say, idle, pane }) {
      await idle();
      await say("Make it");
      await pane.sees("y yes");
      await pane.type("n");
      await pane.sees("Not made then.");
      await idle();
    },
  },
  {
    name: "approval-no-because",
    steps: [calls(command), answer("I use another name.")],
    async run({ say, idle, pane, server }) {
      await idle();
      await say("Make it");
      await pane.sees("y yes");
      await pane.type("r");
      await pane.sees("Why not?");
      await say("call it other.txt");
      await pane.sees("I use another name.");
      await idle();
      expect(JSON.stringify(server.requests.at(-1)?.body)).toContain("call it other.txt");
    },
  },
  {
    name: "approval-escape",
    steps: [calls(command)],
    async run({ say, idle, pane }) {
      await idle();
      await say("Make it");
      await pane.sees("y yes");
      await pane.press("Escape");
      await pane.sees("Stopped");
      await idle();
    },
  },
  {
    name: "approval-while-streaming",
    steps: [
      calls(
        {
          name: "bash",
          arguments: { command: "for i in 1 2 3; do echo tick $i; sleep 0.3; done; sleep 600" },
        },
        edit,
      ),
    ],
    files,
    async run({ say, idle, pane }) {
      await idle();
      await say("Do both");
      await pane.sees("y yes");
      await pane.type("y");
      await pane.sees("Allow edit_file");
      await pane.sees("tick 3");
      await pane.sees("y yes");
    },
  },
  {
    name: "read-only-mode",
    args: ["--read-only"],
    steps: [calls(command), answer("I may not.")],
    async run({ say, idle, pane }) {
      await idle();
      await say("Make it");
      await pane.sees("I may not.");
      await idle();
    },
  },
]);
