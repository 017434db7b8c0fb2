import { expect } from "vitest";
import { answer } from "./chat-kit.ts";
import { describeScenarios } from "./scenario.ts";

describeScenarios("sessions", () => [
  {
    name: "named-session",
    args: ["--session", "main"],
    steps: [answer("First."), answer("Second.")],
    async run({ say, idle, pane, open, sessions }) {
      await idle();
      await say("One");
      await pane.sees("First.");
      await idle();
      await pane.press("C-d");
      await pane.exit();
      const again = await open(["--session", "main"]);
      await again.sees("First.");
      await say("Two", again);
      await again.sees("Second.");
      expect(await sessions()).toHaveLength(1);
    },
  },
  {
    name: "resume-picker",
    steps: [answer("About parsers."), answer("About lexers.")],
    async run({ say, idle, pane }) {
      await idle();
      await say("Tell me about parsers");
      await pane.sees("About parsers.");
      await idle();
      await say("/new");
      await pane.sees("── new session ──");
      await say("Tell me about lexers");
      await pane.sees("About lexers.");
      await idle();
      await say("/resume");
      await pane.sees("Resume a session");
      await pane.sees("→ Tell me about parsers");
    },
  },
  {
    name: "resume",
    steps: [answer("About parsers."), answer("About lexers."), answer("Parsers again.")],
    async run({ say, idle, pane }) {
      await idle();
      await say("Tell me about parsers");
      await pane.sees("About parsers.");
      await idle();
      await say("/new");
      await pane.sees("── new session ──");
      await say("Tell me about lexers");
      await pane.sees("About lexers.");
      await idle();
      await say("/resume");
      await pane.sees("Resume a session");
      await pane.press("Enter");
      await pane.sees("the conversation so far");
      await idle();
      await say("More");
      await pane.sees("Parsers again.");
      await idle();
    },
  },
  {
    name: "resume-flag",
    steps: [answer("About parsers."), answer("Parsers again.")],
    async run({ say, idle, pane, open }) {
      await idle();
      await say("Tell me about parsers");
      await pane.sees("About parsers.");
      await idle();
      await pane.press("C-d");
      await pane.exit();
      const next = await open(["--resume"]);
      await next.sees("→ Tell me about parsers");
      await next.press("Enter");
      await next.sees("About parsers.");
      await say("More", next);
      await next.sees("Parsers again.");
      await idle(next);
    },
    shows: 1,
  },
  {
    name: "continue-flag",
    steps: [answer("About parsers."), answer("Parsers again.")],
    async run({ say, idle, pane, open, sessions }) {
      await idle();
      await say("Tell me about parsers");
      await pane.sees("About parsers.");
      await idle();
      await pane.press("C-d");
      await pane.exit();
      const next = await open(["--continue"]);
      await next.sees("About parsers.");
      await say("More", next);
      await next.sees("Parsers again.");
      await idle(next);
      expect(await sessions()).toHaveLength(1);
    },
    shows: 1,
  },
  {
    name: "fork",
    steps: [answer("Answer one."), answer("Answer two."), answer("Another two.")],
    async run({ say, idle, pane, sessions }) {
      await idle();
      await say("Question one");
      await pane.sees("Answer one.");
      await idle();
      await say("Question two");
      await pane.sees("Answer two.");
      await idle();
      await say("/fork");
      await pane.sees("Fork before which message?");
      await pane.sees("→ Question two");
      await pane.press("Enter");
      await pane.sees(/^› Question two\n─/m);
      await say(", but different");
      await pane.sees("Another two.");
      await idle();
      expect(await sessions()).toHaveLength(2);
    },
  },
  {
    name: "branch",
    steps: [answer("Answer one."), answer("Answer two."), answer("Another two.")],
    async run({ say, idle, pane, sessions }) {
      await idle();
      await say("Question one");
      await pane.sees("Answer one.");
      await idle();
      await say("Question two");
      await pane.sees("Answer two.");
      await idle();
      await say("/branch");
      await pane.sees("→ Question two");
      await pane.press("Enter");
      await pane.sees("Summarise the branch");
      await pane.press("Enter");
      await pane.sees(/^› Question two\n─/m);
      await say(", but different");
      await pane.sees("Another two.");
      await idle();
      expect(await sessions()).toHaveLength(1);
    },
  },
  {
    name: "branch-summary",
    steps: [
      answer("Answer one."),
      answer("Answer two."),
      answer("## Goal\nThe second question was answered with two."),
      answer("Another two."),
    ],
    async run({ say, idle, pane, server }) {
      await idle();
      await say("Question one");
      await pane.sees("Answer one.");
      await idle();
      await say("Question two");
      await pane.sees("Answer two.");
      await idle();
      await say("/branch");
      await pane.sees("→ Question two");
      await pane.press("Enter");
      await pane.sees("Summarise the branch");
      await pane.press("Down", "Enter");
      await pane.sees(/^› Question two\n─/m);
      await say(", once more");
      await pane.sees("Another two.");
      await idle();
      expect(JSON.stringify(server.requests.at(-1)?.body)).toContain("was answered with two");
    },
  },
  {
    name: "tree",
    steps: [answer("Answer one."), answer("Answer two."), answer("Another two.")],
    async run({ say, idle, pane }) {
      await idle();
      await say("Question one");
      await pane.sees("Answer one.");
      await idle();
      await say("Question two");
      await pane.sees("Answer two.");
      await idle();
      await say("/branch");
      await pane.sees("→ Question two");
      await pane.press("Enter");
      await pane.sees("Summarise the branch");
      await pane.press("Enter");
      await pane.sees(/^› Question two\n─/m);
      await say(", again");
      await pane.sees("Another two.");
      await idle();
      await say("/tree");
      await pane.sees("← here");
    },
  },
  {
    name: "read-only-session",
    args: ["--session", "main"],
    steps: [answer("Written by the first."), answer("And this.")],
    async run({ say, idle, pane, open }) {
      await idle();
      await say("One");
      await pane.sees("Written by the first.");
      await idle();
      const other = await open(["--session", "main"]);
      await other.sees("read-only here");
      await other.press("Enter");
      await say("Two");
      await pane.sees("And this.");
      await other.sees("And this.");
      await other.sees("session read-only");
    },
    shows: 1,
  },
  {
    name: "read-only-wait",
    args: ["--session", "main"],
    steps: [answer("Written by the first."), answer("By the second.")],
    async run({ say, idle, pane, open }) {
      await idle();
      await say("One");
      await pane.sees("Written by the first.");
      await idle();
      const other = await open(["--session", "main"]);
      await other.sees("read-only here");
      await other.press("Down", "Enter");
      await other.sees("Waiting for the other process");
      await pane.press("C-d");
      await pane.exit();
      await other.sees("can be written here now");
      await say("Two", other);
      await other.sees("By the second.");
      await idle(other);
    },
    shows: 1,
  },
  {
    name: "no-session",
    args: ["--no-session"],
    steps: [answer("Gone soon.")],
    async run({ say, idle, pane }) {
      await idle();
      await say("Hello");
      await pane.sees("Gone soon.");
      await idle();
      await say("/quit");
      expect(await pane.exit()).toBe(0);
    },
  },
]);
