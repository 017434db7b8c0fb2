import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { answer, calls } from "./chat-kit.ts";
import { describeScenarios } from "./scenario.ts";

const pixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const skill =
  "---\nname: review\ndescription: Review a change with care\n---\n\nRead the diff twice.\n";

describeScenarios("commands", () => [
  {
    name: "help",
    async run({ say, idle, pane }) {
      await idle();
      await say("/help");
      await pane.sees("suspend; fg comes back");
      await idle();
    },
  },
  {
    name: "unknown-command",
    async run({ say, idle, pane }) {
      await idle();
      await say("/frobnicate now");
      await pane.sees("There is no command /frobnicate");
    },
  },
  {
    name: "model-picker",
    async run({ say, idle, pane }) {
      await idle();
      await say("/model");
      await pane.sees("type to filter");
      await pane.type("haiku-4-5");
      await pane.sees("→ anthropic/claude-haiku-4-5");
    },
  },
  {
    name: "model-switch",
    steps: [answer("From the other.")],
    async run({ say, idle, pane, server }) {
      await idle();
      await say("/model claude-haiku-4-5");
      await pane.sees("The model is anthropic/claude-haiku-4-5 now.");
      await say("Who are you?");
      await pane.sees("From the other.");
      await idle();
      expect(server.requests.at(-1)?.body).toMatchObject({ model: "claude-haiku-4-5" });
    },
  },
  {
    name: "wrong-arguments",
    async run({ say, idle, pane }) {
      await idle();
      await say("/thinking hi");
      await pane.sees('level "hi"');
      await say("/approve never");
      await pane.sees('mode "never"');
      await say("/export no/such/talk.md");
      await pane.sees("cannot be written");
      await idle();
    },
  },
  {
    name: "thinking-picker",
    async run({ say, idle, pane }) {
      await idle();
      await say("/thinking");
      await pane.sees("type to filter");
      await pane.type("hi");
      await pane.press("Enter");
      await pane.sees("Thinking is high now.");
    },
  },
  {
    name: "approve-mode",
    async run({ say, idle, pane }) {
      await idle();
      await say("/approve auto");
      await pane.sees("Approval is auto now");
      await pane.press("C-l");
      await pane.sees("· auto ·");
    },
  },
  {
    name: "skills",
    files: { "~/.argent/skills/review/SKILL.md": skill },
    steps: [answer("Reviewed.")],
    async run({ say, idle, pane, server }) {
      await idle();
      await say("/skills");
      await pane.sees("Review a change");
      await say("/skill:review my change");
      await pane.sees("Reviewed.");
      await idle();
      expect(JSON.stringify(server.requests.at(-1)?.body)).toContain("Read the diff twice.");
    },
  },
  {
    name: "template",
    files: {
      "~/.argent/prompts/fix.md": "---\ndescription: Fix a part\n---\nFix the $1, and test it.\n",
    },
    steps: [answer("Fixed.")],
    async run({ say, idle, pane, server }) {
      await idle();
      await pane.type("/fi");
      await pane.sees("Fix a part");
      await pane.press("Tab");
      await say("parser");
      await pane.sees("Fixed.");
      await idle();
      expect(JSON.stringify(server.requests.at(-1)?.body)).toContain(
        "Fix the parser, and test it.",
      );
    },
  },
  {
    name: "cost",
    steps: [answer("Hello.")],
    async run({ say, idle, pane }) {
      await idle();
      await say("Hello");
      await pane.sees("Hello.");
      await idle();
      await say("/cost");
      await pane.sees("Context");
    },
  },
  {
    name: "session-facts",
    args: ["--session", "main"],
    async run({ say, idle, pane }) {
      await idle();
      await say("/name the parser");
      await pane.sees("is called");
      await say("/session");
      await pane.sees("Commands are");
    },
  },
  {
    name: "export",
    steps: [answer("Hello **there**.")],
    async run({ say, idle, pane, read }) {
      await idle();
      await say("Hello");
      await pane.sees("Hello there.");
      await idle();
      await say("/export talk.md");
      await pane.sees("Written to talk.md");
      await say("/export talk.html");
      await pane.sees("Written to talk.html");
      await say("/export talk.md");
      await pane.sees("exists already");
      expect(await read("talk.md")).toContain("Hello **there**.");
      expect(await read("talk.html")).toContain("<strong>there</strong>");
    },
  },
  {
    name: "shell-command",
    steps: [answer("I saw it.")],
    async run({ say, idle, pane, server }) {
      await idle();
      await say("!echo visible; seq 3");
      await pane.sees("visible\n  1");
      await idle();
      await say("!!echo hidden; exit 4");
      await pane.sees("exit code 4");
      await idle();
      await say("What did I run?");
      await pane.sees("I saw it.");
      await idle();
      const sent = JSON.stringify(server.requests.at(-1)?.body);
      expect(sent).toContain("echo visible");
      expect(sent).not.toContain("echo hidden");
    },
  },
  {
    name: "shell-command-running",
    async run({ say, idle, pane }) {
      await idle();
      await say("!echo begun; sleep 600");
      await pane.sees(/^ {2}begun$/m);
    },
  },
  {
    name: "shell-command-stopped",
    async run({ say, idle, pane }) {
      await idle();
      await say("!echo begun; sleep 600");
      await pane.sees(/^ {2}begun$/m);
      await pane.press("C-c");
      await pane.sees("stopped");
      await idle();
    },
  },
  {
    name: "undo",
    args: ["--approve", "auto"],
    files: { "notes.txt": "before\n" },
    steps: [
      calls(
        { name: "write_file", arguments: { path: "notes.txt", content: "after\n" } },
        { name: "write_file", arguments: { path: "new.txt", content: "new\n" } },
      ),
      answer("Written."),
    ],
    async run({ say, idle, pane, read }) {
      await idle();
      await say("Write");
      await pane.sees("Written.");
      await idle();
      await say("/undo");
      await pane.sees("restored");
      await idle();
      expect(await read("notes.txt")).toBe("before\n");
    },
  },
  {
    name: "compact",
    steps: [
      answer(`${"word ".repeat(600)}end.`),
      answer("Short.", { usage: { input: 9_000, output: 20 } }),
      answer("## Goal\nTalk about words.\n\n## Progress\nMany were said."),
    ],
    async run({ say, idle, pane }) {
      await idle();
      await say("Say many words");
      await pane.sees("word end.");
      await idle();
      await say("Again");
      await pane.sees("Short.");
      await idle();
      await say("/compact");
      await pane.sees("≡ Compacted");
      await idle();
    },
  },
  {
    name: "image",
    files: { "broken.png": "no image at all" },
    steps: [answer("A black dot."), answer("Nothing there.")],
    async run({ say, idle, pane, cwd, server }) {
      await writeFile(join(cwd, "shot.png"), Buffer.from(pixel, "base64"));
      await idle();
      await say("Look at @shot.png");
      await pane.sees("A black dot.");
      await idle();
      expect(JSON.stringify(server.requests.at(-1)?.body)).toContain(pixel);
      await say("And at @broken.png");
      await pane.sees("Nothing there.");
      await idle();
    },
  },
]);
