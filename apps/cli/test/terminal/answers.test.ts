import { answer, calls, gated } from "./chat-kit.ts";
import { describeScenarios } from "./scenario.ts";

describeScenarios("answers", () => {
  const thinks = gated(answer("It is **done**."));
  return [
    {
      name: "start",
      run: ({ idle }) => idle(),
    },
    {
      name: "answer",
      steps: [answer("Hello **you**, how can I help with `code`?")],
      async run({ say, idle, pane }) {
        await idle();
        await say("Say hello");
        await pane.sees("how can I help");
        await idle();
      },
    },
    {
      name: "wide-characters",
      steps: [
        answer(
          "日本語のテキストは幅が二倍です。絵文字 👩‍💻 と 🇩🇪 と ❤️ もあります。これは長い行なので、どこかで折り返されなければなりません。\n\n| 名前 | 値 |\n|---|---|\n| 温度 | 20度 |\n| e\u0301te\u0301 | 🙂 |",
        ),
      ],
      async run({ say, idle, pane }) {
        await idle();
        await say("世界 👋 から、こんにちは");
        await pane.sees("20度");
        await idle();
        await pane.type("入力 🙂 です");
      },
    },
    {
      name: "markdown",
      steps: [
        answer(
          "# Plan\n\n1. First\n   - nested *one*\n     - nested ~~two~~\n2. Second with a [link](https://example.com/page)\n\n- [x] tested\n- [ ] shipped\n\n> quoted words\n\n| name | size | note |\n|:--|--:|:-:|\n| a.ts | 12 | ok |\n| long-name.ts | 1234 | a longer note |\n\n---\n\nThe end.",
        ),
      ],
      async run({ say, idle, pane }) {
        await idle();
        await say("Show me all");
        await pane.sees("The end.");
        await idle();
      },
    },
    {
      name: "code-block",
      steps: [
        answer(
          'Here:\n\n```ts\nexport function add(a: number, b: number): number {\n  // a comment\n  return a + b; // "text"\n}\n```\n\nIt adds.',
        ),
      ],
      async run({ say, idle, pane }) {
        await idle();
        await say("Write add");
        await pane.sees("It adds.");
        await idle();
      },
    },
    {
      name: "long-line",
      steps: [answer(`${"word ".repeat(60)}${"x".repeat(150)} end.`)],
      async run({ say, idle, pane }) {
        await idle();
        await say(`A long question: ${"why ".repeat(40)}`);
        await pane.sees("end.");
        await idle();
        await pane.type("y".repeat(120));
      },
    },
    {
      name: "long-answer",
      steps: [answer(Array.from({ length: 200 }, (_, index) => `Line ${index}.\n`).join("\n"))],
      async run({ say, idle, pane }) {
        await idle();
        await say("Count");
        await pane.sees("Line 199.");
        await idle();
      },
    },
    {
      name: "thinking",
      args: ["--thinking", "low"],
      steps: [
        {
          thinking:
            "First I look at the question.\nThen I think about it.\nThen more.\nAnd more.\nThe end.",
          text: "Because.",
          usage: { input: 1_200, output: 80 },
        },
      ],
      async run({ say, idle, pane }) {
        await idle();
        await say("Why?");
        await pane.sees("Because.");
        await idle();
      },
    },
    {
      name: "working",
      steps: [thinks.step],
      async run({ say, idle, pane }) {
        await idle();
        await say("Take your time");
        await thinks.reached;
        await pane.sees("Working");
      },
    },
    {
      name: "control-characters",
      steps: [answer("Title \u001b]0;gotcha\u0007 \u001b[31mred\u001b[2J and \u009b31m end.")],
      async run({ say, idle, pane }) {
        await idle();
        await say("Attack me");
        await pane.sees("end.");
        await idle();
      },
    },
    {
      name: "tool-output",
      args: ["--approve", "auto"],
      files: { "a.txt": "one\ntwo\nthree\n" },
      steps: [
        calls({ name: "read_file", arguments: { path: "a.txt" } }),
        calls({ name: "bash", arguments: { command: "seq 1 40" } }),
        calls({ name: "bash", arguments: { command: "echo broken >&2; exit 3" } }),
        answer("All done."),
      ],
      async run({ say, idle, pane }) {
        await idle();
        await say("Use tools");
        await pane.sees("All done.");
        await idle();
      },
    },
    {
      name: "long-diff",
      args: ["--approve", "auto"],
      files: { "big.txt": Array.from({ length: 500 }, (_, index) => `line ${index}\n`).join("") },
      steps: [
        calls({
          name: "write_file",
          arguments: {
            path: "big.txt",
            content: Array.from({ length: 500 }, (_, index) => `changed ${index}\n`).join(""),
          },
        }),
        answer("Rewritten."),
      ],
      async run({ say, idle, pane }) {
        await idle();
        await say("Rewrite it");
        await pane.sees("Rewritten.");
        await idle();
      },
    },
    {
      name: "edit-diff",
      args: ["--approve", "auto"],
      files: { "add.js": "export const add = (a, b) => {\n  return a - b;\n};\n" },
      steps: [
        calls({
          name: "edit_file",
          arguments: { path: "add.js", edits: [{ oldText: "a - b", newText: "a + b" }] },
        }),
        answer("Fixed."),
      ],
      async run({ say, idle, pane }) {
        await idle();
        await say("Fix it");
        await pane.sees("Fixed.");
        await idle();
      },
    },
  ];
});
