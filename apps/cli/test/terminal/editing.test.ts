import { expect } from "vitest";
import { answer, gated } from "./chat-kit.ts";
import { describeScenarios } from "./scenario.ts";

const tenThousandLines = Array.from({ length: 10_000 }, (_, index) => `pasted ${index}`).join("\n");

describeScenarios("editing", ({ columns, rows }) => {
  const steered = gated(answer("The first answer."));
  const followed = gated(answer("The first answer."));
  return [
    {
      name: "paste-10000-lines",
      steps: [answer("That was long.")],
      async run({ say, idle, pane, server }) {
        await idle();
        await pane.type("Look: ");
        await pane.paste(tenThousandLines);
        await pane.sees("[paste #1: 10,000 lines]");
        await say(" ok?");
        await pane.sees("That was long.");
        await idle();
        const sent = JSON.stringify(server.requests.at(-1)?.body);
        expect(sent).toContain(JSON.stringify(`Look: ${tenThousandLines} ok?`).slice(1, -1));
      },
    },
    {
      name: "multi-line",
      steps: [answer("Three lines.")],
      async run({ say, idle, pane }) {
        await idle();
        await say("one\\");
        await say("two\\");
        await pane.sees("two");
        await say("three");
        await pane.sees("Three lines.");
        await idle();
        await pane.type("four");
        await pane.press("M-Enter");
        await pane.type("five");
        await pane.sees("five");
      },
    },
    {
      name: "history",
      steps: [answer("A1."), answer("A2.")],
      async run({ say, idle, pane }) {
        await idle();
        await say("first question");
        await pane.sees("A1.");
        await idle();
        await say("second question");
        await pane.sees("A2.");
        await idle();
        await pane.type("a draft");
        await pane.press("Up", "Up");
        await pane.sees(/^› first question\n─/m);
        await pane.press("Down");
        await pane.sees(/^› second question\n─/m);
        await pane.press("Down");
        await pane.sees("› a draft");
      },
    },
    {
      name: "history-search",
      files: { "~/.argent/history.jsonl": '"fix the parser"\n"write docs"\n"fix the lexer"\n' },
      async run({ idle, pane }) {
        await idle();
        await pane.press("C-r");
        await pane.sees("Earlier input");
        await pane.type("lex");
        await pane.sees("2 hidden");
        await pane.press("Enter");
        await pane.sees("› fix the lexer");
      },
    },
    {
      name: "edit-keys",
      async run({ idle, pane }) {
        await idle();
        await pane.type("alpha beta gamma");
        await pane.press("C-w", "C-a");
        await pane.type(">> ");
        await pane.press("C-e", "C-y", "M-b");
        await pane.type("(");
        await pane.press("C-k", "C-y");
        await pane.type(")");
        await pane.sees(">> alpha beta (gamma)");
        await pane.press("C-_", "C-_", "C-_");
        await pane.sees(">> alpha beta (");
      },
    },
    {
      name: "file-completion",
      files: {
        "src/parser.ts": "",
        "src/lexer.ts": "",
        "docs/my notes.md": "",
        "ignored/secret.ts": "",
        ".gitignore": "ignored\n",
        "README.md": "",
      },
      async run({ idle, pane }) {
        await idle();
        await pane.type("Look at @");
        await pane.sees("src/parser.ts");
        await pane.type("pars");
        await pane.sees("→ src/parser.ts");
        await pane.press("Tab");
        await pane.type("and @note");
        await pane.sees("→ docs/my notes.md");
        await pane.press("Enter");
        await pane.sees('@"docs/my notes.md"');
        await pane.type("and @ts");
        await pane.sees("lexer");
      },
    },
    {
      name: "command-completion",
      async run({ idle, pane }) {
        await idle();
        await pane.type("/");
        await pane.sees("→ /help");
        await pane.type("th");
        await pane.sees("→ /thinking");
        await pane.press("Tab");
        await pane.sees("  off");
        await pane.press("Down");
        await pane.sees("→ off");
      },
    },
    {
      name: "resize",
      steps: [
        answer(
          "A paragraph that is long enough to be wrapped when the terminal is narrow, and short when it is wide.\n\n- one\n- two",
        ),
      ],
      async run({ say, idle, pane }) {
        await idle();
        await say("Say something");
        await pane.sees("two");
        await idle();
        await pane.type("a line that is being written while the terminal changes its size");
        await pane.sees("its size");
        for (const [wide, high] of [
          [columns - 20, rows - 2],
          [columns + 20, rows + 10],
          [columns - 30, rows],
        ] as const) {
          await pane.resize(wide, high);
          // Until it is drawn anew, the rules of a wider terminal are wrapped, each with a rest in the next line.
          await pane.sees(new RegExp(`^─{${wide}}\\n› a line[^─]*\\n─{${wide}}\\n(?!─)`, "m"));
        }
      },
    },
    {
      name: "steer",
      steps: [steered.step, answer("The steered answer.")],
      async run({ say, idle, pane }) {
        await idle();
        await say("Begin");
        await steered.reached;
        await pane.sees("Working");
        await say("No, rather this");
        await pane.sees("steering: No, rather this");
        steered.open();
        await pane.sees("The steered answer.");
        await idle();
      },
    },
    {
      name: "follow-up",
      steps: [followed.step, answer("The second answer.")],
      async run({ say, idle, pane }) {
        await idle();
        await say("Begin");
        await followed.reached;
        await pane.sees("Working");
        await pane.type("And then this");
        await pane.press("M-Enter");
        await pane.sees("follow-up: And then this");
        followed.open();
        await pane.sees("The second answer.");
        await idle();
      },
    },
    {
      name: "ctrl-c-clears",
      async run({ idle, pane }) {
        await idle();
        await pane.type("something");
        await pane.press("C-c");
        await pane.sees("Press Ctrl-C again");
        await idle();
      },
    },
    {
      name: "ctrl-c-twice",
      async run({ idle, pane }) {
        await idle();
        await pane.press("C-c");
        await pane.sees("Press Ctrl-C again");
        await pane.press("C-c");
        expect(await pane.exit()).toBe(0);
      },
    },
    {
      name: "ctrl-d-quits",
      steps: [answer("Bye.")],
      async run({ say, idle, pane }) {
        await idle();
        await say("Hello");
        await pane.sees("Bye.");
        await idle();
        await pane.press("C-d");
        expect(await pane.exit()).toBe(0);
      },
    },
  ];
});
