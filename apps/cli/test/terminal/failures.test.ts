import { expect } from "vitest";
import { answer, gated } from "./chat-kit.ts";
import { describeScenarios } from "./scenario.ts";

describeScenarios("failures", () => {
  const left = gated(answer("Never seen."));
  const stopped = gated(answer("Never seen."));
  return [
    {
      name: "stalled-model",
      steps: [answer("It begins, and then nothing.", { fault: { type: "stall", afterEvents: 4 } })],
      async run({ say, idle, pane }) {
        await idle();
        await say("Go");
        await pane.sees("It begins");
        await pane.sees("no answer for 2");
      },
    },
    {
      name: "dropped-connection",
      steps: [
        answer("A first part that is cut off here.", { fault: { type: "cut", afterEvents: 4 } }),
        answer("The whole answer."),
      ],
      async run({ say, idle, pane }) {
        await idle();
        await say("Go");
        await pane.sees(/; retry 1 of \d$/m);
        await pane.sees("The whole answer.");
        await idle();
      },
    },
    {
      name: "error-answer",
      steps: [{ error: { kind: "invalid_request", message: "The prompt is bad in some way." } }],
      async run({ say, idle, pane }) {
        await idle();
        await say("Go");
        await pane.sees("The prompt is bad");
        await idle();
      },
    },
    {
      name: "escape",
      steps: [stopped.step, answer("After the stop.")],
      async run({ say, idle, pane }) {
        await idle();
        await say("Go");
        await stopped.reached;
        await pane.sees("Working");
        await pane.type("queued words");
        await pane.press("M-Enter");
        await pane.sees("follow-up: queued words");
        await pane.press("Escape");
        await pane.sees("Stopped");
        await pane.sees(/^› queued words/m);
        stopped.open();
      },
    },
    {
      name: "escape-and-go-on",
      steps: [
        answer("It begins, and then nothing.", { fault: { type: "stall", afterEvents: 4 } }),
        answer("Going on."),
      ],
      async run({ say, idle, pane }) {
        await idle();
        await say("Go");
        await pane.sees("It begins");
        await pane.press("Escape");
        await pane.sees("Stopped");
        await idle();
        await say("Once more");
        await pane.sees("Going on.");
        await idle();
      },
    },
    {
      name: "no-key",
      model: "",
      env: { ANTHROPIC_API_KEY: "" },
      async run({ pane }) {
        expect(await pane.exit()).toBe(2);
      },
    },
    {
      name: "warnings",
      files: {
        "~/.argent/settings.json": '{"mcpServers":{"notes":{"command":"no-such-program"}}}',
        ".argent/settings.json": '{"sandbox":"off"}',
      },
      async run({ idle, pane }) {
        await pane.sees("no-such-program");
        await idle();
      },
    },
    {
      name: "dumb-terminal",
      env: { TERM: "dumb" },
      async run({ pane }) {
        expect(await pane.exit()).toBe(2);
      },
    },
    {
      name: "killed",
      async run({ idle, pane }) {
        await idle();
        await pane.type("half a thought");
        await pane.sees(/^› half a thought/m);
        await pane.signal("TERM");
        expect(await pane.exit()).toBe(143);
      },
    },
    {
      name: "suspend",
      inShell: true,
      env: { PS1: "$ " },
      steps: [answer("Back again.")],
      async run({ say, idle, pane }) {
        await idle();
        await pane.type("half a thought");
        await pane.press("C-z");
        await pane.sees(/Stopped .*\n\$$/);
        await say("echo typed in the shell");
        await pane.sees(/^typed in the shell\n\$$/m);
        await say("fg");
        await pane.sees(/^› half a thought\n─/m);
        await say(" and the rest");
        await pane.sees("Back again.");
        await idle();
      },
    },
    {
      name: "printed-by-others",
      env: {
        NODE_OPTIONS:
          "--import=data:text/javascript,process.on('SIGUSR2',()=>process.emitWarning('careful'))",
      },
      steps: [answer("Still in order.")],
      async run({ say, idle, pane }) {
        await idle();
        await pane.signal("USR2");
        await pane.sees("careful");
        await say("Go");
        await pane.sees("Still in order.");
        await idle();
      },
    },
    {
      name: "leave-while-working",
      steps: [left.step],
      async run({ say, idle, pane }) {
        await idle();
        await say("Go");
        await left.reached;
        await pane.sees("Working");
        await pane.press("C-c");
        await pane.sees("Stopped");
        await pane.press("C-c");
        expect(await pane.exit()).toBe(0);
        left.open();
      },
    },
    {
      name: "no-color",
      env: { NO_COLOR: "1" },
      steps: [answer("**Plain** `words`.")],
      async run({ say, idle, pane }) {
        await idle();
        await say("Go");
        await pane.sees("Plain words.");
        await idle();
        expect(await pane.styled()).not.toMatch(/\[3[0-7]m/);
      },
    },
  ];
});
