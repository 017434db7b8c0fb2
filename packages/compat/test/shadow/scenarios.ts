import type { Step } from "@argent/ai/testing";
import type { VendorApi } from "../runtime/place.ts";
import type { PiDriver } from "./pi-driver.ts";

/** A session of the real Pi, by the feature that it is there for. */
export interface Scenario {
  feature: string;
  /** Default: Anthropic's. */
  api?: VendorApi;
  record(pi: PiDriver): Promise<void>;
}

const read = (path: string, id: string) => ({ id, name: "read", arguments: { path } });
const bash = (command: string, id: string) => ({ id, name: "bash", arguments: { command } });
const pixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

async function toolsAndThinking({ session, answers }: PiDriver): Promise<void> {
  answers(
    { thinking: "I should look.", text: "Let me look.", toolCalls: [read("note.txt", "call_a")] },
    { thinking: "There it is.", text: "It is swordfish." },
  );
  await session.prompt("What is the password?");
}

async function oneAnswer({ session, answers }: PiDriver, ...steps: Step[]): Promise<void> {
  answers(...steps);
  await session.prompt("Go.");
}

export const scenarios: readonly Scenario[] = [
  {
    feature: "plain text",
    record: (pi) => oneAnswer(pi, { text: "Hello." }),
  },
  {
    feature: "several turns with text of many scripts",
    async record({ session, answers }) {
      answers({ text: "Grüße, 世界 👋" }, { text: "\tindented\n\n- list" });
      await session.prompt("Say hello — in “every” script: שלום");
      await session.prompt("  And again?  ");
    },
  },
  { feature: "tools and signed thinking", record: toolsAndThinking },
  {
    feature: "parallel tool calls",
    record: (pi) =>
      oneAnswer(
        pi,
        { toolCalls: [read("note.txt", "call_a"), bash("echo two", "call_b")] },
        { text: "Both." },
      ),
  },
  {
    feature: "a tool that fails, and one that there is not",
    record: (pi) =>
      oneAnswer(
        pi,
        {
          toolCalls: [
            read("missing.txt", "call_a"),
            { id: "call_b", name: "fly", arguments: { to: "the moon" } },
          ],
        },
        { text: "Neither." },
      ),
  },
  {
    feature: "redacted thinking",
    record: (pi) =>
      oneAnswer(pi, {
        content: [
          { type: "thinking", thinking: "", signature: "opaque", redacted: true },
          { type: "text", text: "Done." },
        ],
      }),
  },
  {
    feature: "images in a prompt",
    async record({ session, answers }) {
      answers({ text: "A pixel." });
      const image = { type: "image", data: pixel, mimeType: "image/png" };
      await session.prompt("What is it?", { images: [image] });
    },
  },
  {
    feature: "images in a tool's result",
    record: (pi) =>
      oneAnswer(pi, { toolCalls: [read("pixel.png", "call_a")] }, { text: "A pixel." }),
  },
  {
    feature: "a change of model, with thinking of the other vendor",
    async record(pi) {
      await pi.session.setModel(pi.modelOf("openai-responses"));
      await toolsAndThinking(pi);
      await pi.session.setModel(pi.modelOf("anthropic-messages"));
    },
  },
  {
    feature: "changes of the thinking level",
    async record({ session, answers }) {
      answers({ thinking: "hm", text: "One." }, { text: "Two." });
      await session.prompt("1");
      session.setThinkingLevel("high");
      await session.prompt("2");
    },
  },
  {
    feature: "a compaction",
    async record(pi) {
      pi.answers(...["a", "b", "c"].map((letter) => ({ text: letter.repeat(600) })));
      for (const prompt of ["1", "2", "3"]) await pi.session.prompt(prompt.repeat(400));
      pi.answers({ text: "## Goal\nTo count." });
      await pi.session.compact();
    },
  },
  {
    feature: "another branch",
    async record({ session, answers }) {
      answers({ text: "One." }, { text: "Two." }, { text: "Another two." });
      await session.prompt("1");
      const fork = session.sessionManager.getBranch().at(-1)?.id ?? "";
      await session.prompt("2");
      session.sessionManager.branch(fork);
      await session.prompt("2, otherwise");
    },
  },
  {
    feature: "a summary of another branch",
    async record({ session, answers }) {
      answers({ text: "One." }, { text: "Two." });
      await session.prompt("1");
      const fork = session.sessionManager.getBranch().at(-1)?.id ?? "";
      await session.prompt("2");
      session.sessionManager.branchWithSummary(fork, "The other branch counted to two.");
    },
  },
  {
    feature: "commands that the person ran",
    async record({ session, answers }) {
      answers({ text: "One." }, { text: "Two." });
      await session.prompt("1");
      await session.executeBash("echo by hand; exit 3");
      await session.prompt("2");
    },
  },
  {
    feature: "custom messages, labels, names and the state of extensions",
    async record({ session, answers }) {
      answers({ text: "One." }, { text: "Two." });
      await session.prompt("1");
      const content = "A note of an extension.";
      await session.sendCustomMessage({ customType: "note", content, display: true });
      session.setSessionName("Counting");
      const first = session.sessionManager.getBranch()[0]?.id ?? "";
      session.sessionManager.appendLabelChange(first, "start");
      session.sessionManager.appendCustomEntry("state", { count: 1 });
      await session.prompt("2");
    },
  },
  {
    feature: "an answer that was aborted",
    async record(pi) {
      const { session, answers, server } = pi;
      answers({ text: "This takes a while.", fault: { type: "stall", afterEvents: 4 } });
      const started = new Promise<void>((resolve) => {
        const stop = session.subscribe(({ type }) => {
          if (type !== "message_update") return;
          stop();
          resolve();
        });
      });
      const prompted = session.prompt("1");
      await Promise.all([started, server.waitForRequest(1)]);
      await session.abort();
      await prompted;
      await oneAnswer(pi, { text: "Now." });
    },
  },
  {
    feature: "an answer that failed",
    record: async (pi) => {
      await oneAnswer(pi, { error: { kind: "invalid_request", status: 400 } });
      await oneAnswer(pi, { text: "Now." });
    },
  },
  {
    feature: "an answer that was cut at its length",
    record: (pi) => oneAnswer(pi, { text: "It goes on and", stopReason: "length" }),
  },
  {
    feature: "steering and follow-ups",
    async record({ session, answers }) {
      answers(
        { toolCalls: [bash("echo one", "call_a")] },
        { text: "Steered." },
        { text: "Followed up." },
      );
      const stop = session.subscribe(({ type }) => {
        if (type !== "tool_execution_start") return;
        stop();
        void session.steer("This way.");
        void session.followUp("And then?");
      });
      await session.prompt("1");
    },
  },
  {
    feature: "tools and thinking over OpenAI's completions",
    api: "openai-completions",
    record: toolsAndThinking,
  },
  {
    feature: "images over OpenAI's completions",
    api: "openai-completions",
    record: (pi) =>
      oneAnswer(pi, { toolCalls: [read("pixel.png", "call_a")] }, { text: "A pixel." }),
  },
  {
    feature: "tools and reasoning over OpenAI's responses",
    api: "openai-responses",
    record: toolsAndThinking,
  },
  {
    feature: "a change of model to OpenAI's responses",
    api: "openai-responses",
    async record(pi) {
      await pi.session.setModel(pi.modelOf("anthropic-messages"));
      await toolsAndThinking(pi);
      await pi.session.setModel(pi.modelOf("openai-responses"));
    },
  },
  {
    feature: "tools and thought signatures over Google's API",
    api: "google-generative-ai",
    record: toolsAndThinking,
  },
  {
    feature: "images over Google's API",
    api: "google-generative-ai",
    record: (pi) =>
      oneAnswer(pi, { toolCalls: [read("pixel.png", "call_a")] }, { text: "A pixel." }),
  },
];

export const pixelFile = Buffer.from(pixel, "base64");
