import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RecordedRequest, ScriptedStep, Step } from "@argent/ai/testing";
import { describe, expect, test } from "vitest";
import { createMachine } from "../../test/argent-process.ts";
import {
  type PiRpcClient,
  piPackages,
  type RpcTestEvent,
  startPiClient,
} from "../../test/pi-rpc-client.ts";

const [pi73 = "", pi87 = ""] = piPackages;

async function withClient(
  name: string,
  steps: readonly ScriptedStep<RecordedRequest>[],
  use: (client: PiRpcClient, machine: Awaited<ReturnType<typeof createMachine>>) => Promise<void>,
  args?: readonly string[],
): Promise<void> {
  const machine = await createMachine(steps);
  try {
    await using client = await startPiClient(name, machine, args);
    await use(client, machine);
  } finally {
    await machine.remove();
  }
}

function held(step: Step) {
  const begun = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const answer = async () => {
    begun.resolve();
    await gate.promise;
    return step;
  };
  return { answer, begun: begun.promise, release: gate.resolve };
}

function nextEvent(client: PiRpcClient, type: string): Promise<RpcTestEvent> {
  return new Promise((resolve) => {
    const stop = client.onEvent((event) => {
      if (event.type !== type) return;
      stop();
      resolve(event);
    });
  });
}

const bash = (command: string): Step => ({ toolCalls: [{ name: "bash", arguments: { command } }] });

test("Pi's clients are there when they are required", () => {
  if (process.env.ARGENT_REQUIRE_PEERS) expect(piPackages).toHaveLength(2);
});

describe.runIf(piPackages.length === 2)("the real RpcClient of Pi 0.73.1", () => {
  test("prompts, with images, and sees the answer come in deltas", async () => {
    await withClient(
      pi73,
      [bash("echo from the tool"), { text: "It is a red dot." }],
      async (client, { server }) => {
        const image = { type: "image", data: redDot, mimeType: "image/png" };
        const events = await client.promptAndWait("What is this?", [image]);
        const types = events.map(({ type }) => type);
        expect(types[0]).toBe("agent_start");
        expect(types.at(-1)).toBe("agent_end");
        expect(types).toEqual(
          expect.arrayContaining(["tool_execution_start", "tool_execution_end", "turn_end"]),
        );
        const deltas = events.filter(({ type }) => type === "message_update").map(deltaOf);
        expect(deltas.join("")).toContain("It is a red dot.");
        expect(JSON.stringify(server.requests[0]?.body)).toContain(redDot);
        expect(JSON.stringify(server.requests[1]?.body)).toContain("from the tool");
        expect(await client.getLastAssistantText()).toBe("It is a red dot.");
        expect((await client.getMessages()).map(({ role }) => role)).toEqual([
          "user",
          "assistant",
          "toolResult",
          "assistant",
        ]);
      },
    );
  });

  test("steers a run, which cancels its command, and follows up", async () => {
    const steps = [bash("sleep 30"), { text: "Turned." }, { text: "Then that." }];
    await withClient(pi73, steps, async (client) => {
      const begun = nextEvent(client, "tool_execution_start");
      const settled = nextEvent(client, "agent_settled");
      const queued = nextEvent(client, "queue_update");
      await client.prompt("Wait long.");
      await begun;
      await client.followUp("and then");
      expect(await queued).toMatchObject({ steering: [], followUp: ["and then"] });
      await client.steer("turn around");
      expect(await settled).toMatchObject({ aborted: false });
      const said = (await client.getMessages()).flatMap((message) => textsOf(message.content));
      expect(said.filter((text) => !text.includes("sleep"))).toEqual(
        expect.arrayContaining(["turn around", "Turned.", "and then", "Then that."]),
      );
      await expect(client.prompt("now")).resolves.toBeUndefined();
    });
  });

  test("aborts, and the state says so", async () => {
    const step = held({ text: "never" });
    await withClient(pi73, [step.answer, { text: "ok" }], async (client) => {
      await client.prompt("Think.");
      await step.begun;
      expect(await client.getState()).toMatchObject({ isStreaming: true });
      await expect(client.send({ type: "prompt", message: "again" })).resolves.toMatchObject({
        success: false,
      });
      await client.abort();
      step.release();
      expect(await client.getState()).toMatchObject({ isStreaming: false, pendingMessageCount: 0 });
      expect((await client.getMessages()).at(-1)).toMatchObject({ stopReason: "aborted" });
    });
  });

  test("compacts, and is told why when there is nothing to compact", async () => {
    const long = "word ".repeat(4_000);
    await withClient(pi73, [{ text: long }, { text: "ok" }, { text: "Short." }], async (client) => {
      await expect(client.compact()).rejects.toThrow("nothing to compact");
      await client.promptAndWait(long);
      await client.promptAndWait("and?");
      const [start, end] = [
        nextEvent(client, "compaction_start"),
        nextEvent(client, "compaction_end"),
      ];
      expect(await client.compact("the words")).toMatchObject({
        summary: expect.stringContaining("Short."),
        tokensBefore: expect.any(Number),
      });
      expect(await start).toMatchObject({ reason: "manual" });
      expect(await end).toMatchObject({ reason: "manual", aborted: false, willRetry: false });
      expect((await client.getMessages())[0]).toMatchObject({ role: "compactionSummary" });
      await client.setAutoCompaction(false);
      expect(await client.getState()).toMatchObject({ autoCompactionEnabled: false });
    });
  });

  test("forks, clones, begins and switches sessions, and names one", async () => {
    await withClient(pi73, [{ text: "1" }, { text: "2" }], async (client) => {
      await client.promptAndWait("first");
      await client.promptAndWait("second");
      await client.setSessionName("The first one");
      const { sessionFile } = await client.getState();
      const [, second] = await client.getForkMessages();
      expect(second).toMatchObject({ text: "second" });
      expect(await client.fork(second?.entryId ?? "")).toEqual({
        text: "second",
        cancelled: false,
      });
      expect(await client.getMessages()).toHaveLength(2);
      const { sessionFile: forked } = await client.getState();
      expect(forked).not.toBe(sessionFile);
      expect(await client.clone()).toEqual({ cancelled: false });
      expect(await client.getMessages()).toHaveLength(2);
      expect(await client.newSession(String(sessionFile))).toEqual({ cancelled: false });
      expect(await client.getMessages()).toEqual([]);
      expect(await client.switchSession(String(sessionFile))).toEqual({ cancelled: false });
      expect(await client.getState()).toMatchObject({ sessionFile, sessionName: "The first one" });
      expect(await client.getMessages()).toHaveLength(4);
      await expect(client.fork("nowhere")).rejects.toThrow('no entry "nowhere"');
    });
  });

  test("runs commands that the model sees or does not see, and stops one", async () => {
    await withClient(pi73, [{ text: "ok" }], async (client, { server }) => {
      expect(await client.bash("echo seen; exit 3")).toMatchObject({
        output: "seen\n",
        exitCode: 3,
        cancelled: false,
      });
      const excluded = await client.send({
        type: "bash",
        command: "echo unseen",
        excludeFromContext: true,
      });
      expect(excluded).toMatchObject({ success: true, data: { output: "unseen\n", exitCode: 0 } });
      const begun = nextEvent(client, "bash_execution_update");
      const stopped = client.bash("echo begun; sleep 30");
      expect(await begun).toMatchObject({ delta: "begun\n" });
      await client.abortBash();
      expect(await stopped).toMatchObject({ cancelled: true });
      await client.promptAndWait("What did I run?");
      const asked = JSON.stringify(server.requests[0]?.body);
      expect(asked).toContain("echo seen");
      expect(asked).not.toContain("unseen");
      const kept = (await client.getMessages()).filter(({ role }) => role === "bashExecution");
      expect(kept).toMatchObject([
        {},
        { command: "echo unseen", excludeFromContext: true },
        { cancelled: true },
      ]);
    });
  });

  test("sets the model, the thinking and the queues, and reads the statistics", async () => {
    await withClient(pi73, [{ text: "ok", usage: { input: 100, output: 10 } }], async (client) => {
      const models = await client.getAvailableModels();
      expect(models.map(({ provider }) => provider)).toEqual(expect.arrayContaining(["anthropic"]));
      const opus = await client.setModel("anthropic", "claude-opus-4-5");
      expect(opus).toMatchObject({ id: "claude-opus-4-5", cost: { input: expect.any(Number) } });
      await expect(client.setModel("anthropic", "gpt-0")).rejects.toThrow(
        "Model not found: anthropic/gpt-0",
      );
      await client.setThinkingLevel("high");
      expect(await client.cycleThinkingLevel()).toEqual({ level: "off" });
      await client.setSteeringMode("all");
      await client.setFollowUpMode("all");
      expect(await client.getState()).toMatchObject({
        model: { id: "claude-opus-4-5" },
        thinkingLevel: "off",
        steeringMode: "all",
        followUpMode: "all",
      });
      await client.promptAndWait("a");
      expect(await client.getSessionStats()).toMatchObject({
        userMessages: 1,
        assistantMessages: 1,
        totalMessages: 2,
        tokens: { input: 100, output: 10, total: 110 },
        cost: expect.closeTo(100 * 5e-6 + 10 * 25e-6),
        contextUsage: {
          tokens: 110,
          contextWindow: expect.any(Number),
          percent: expect.any(Number),
        },
      });
      const cycled = await client.cycleModel();
      expect(cycled?.model.id).not.toBe("claude-opus-4-5");
      expect(await client.getCommands()).toEqual([]);
    });
  });

  test("exports the session as a page that loads nothing", async () => {
    await withClient(pi73, [{ text: "<script>alert(1)</script>" }], async (client, { cwd }) => {
      await client.promptAndWait("<img src=x onerror=alert(1)>");
      expect(await client.exportHtml("page.html")).toEqual({ path: join(cwd, "page.html") });
      const page = readFileSync(join(cwd, "page.html"), "utf8");
      expect(page).toContain("&lt;script&gt;");
      expect(page).not.toMatch(/<script|<img/);
      const { path } = await client.exportHtml();
      expect(path.startsWith(cwd)).toBe(true);
    });
  });

  test("sees retries begin and end, and stops one that waits", async () => {
    const overloaded: Step = {
      fault: { type: "status", status: 529, headers: { "retry-after": "0" } },
    };
    const later: Step = {
      fault: { type: "status", status: 529, headers: { "retry-after": "30" } },
    };
    await withClient(pi73, [overloaded, { text: "ok" }, later], async (client) => {
      const events = await client.promptAndWait("a");
      expect(events.filter(({ type }) => type.startsWith("auto_retry"))).toMatchObject([
        { type: "auto_retry_start", attempt: 1, delayMs: 0, errorMessage: expect.any(String) },
        { type: "auto_retry_end", success: true, attempt: 1 },
      ]);
      const waits = nextEvent(client, "auto_retry_start");
      await client.prompt("b");
      await waits;
      const settled = nextEvent(client, "agent_settled");
      await client.abortRetry();
      expect(await settled).toMatchObject({ aborted: true });
      await client.setAutoRetry(false);
    });
  });

  test("is asked about calls as by an extension, and its answer counts", async () => {
    const write = (path: string): Step => ({
      toolCalls: [{ name: "write_file", arguments: { path, content: "x" } }],
    });
    const steps = [write("yes"), { text: "ok" }, write("no"), { text: "ok" }];
    await withClient(
      pi73,
      steps,
      async (client, { cwd }) => {
        const answers = ["Allow once", undefined];
        client.onEvent(({ type, id, options, title }) => {
          if (type !== "extension_ui_request") return;
          expect(title).toContain("write_file");
          expect(options).toEqual(["Allow once", "Allow in this session", "Deny"]);
          const value = answers.shift();
          const answer = value === undefined ? { cancelled: true } : { value };
          // Pi's client has no method for it; hosts write to its process, too.
          Reflect.get(client, "process").stdin.write(
            `${JSON.stringify({ type: "extension_ui_response", id, ...answer })}\n`,
          );
        });
        await client.promptAndWait("write");
        await client.promptAndWait("write");
        expect(readFileSync(join(cwd, "yes"), "utf8")).toBe("x");
        expect(() => readFileSync(join(cwd, "no"))).toThrow();
        expect(JSON.stringify(await client.getMessages())).toContain("The person said no");
      },
      [],
    );
  });
});

describe.runIf(piPackages.length === 2)("the real RpcClient of Pi 0.87.1", () => {
  test("waits for the run to settle, and runs commands that the model does not see", async () => {
    await withClient(pi87, [{ text: "ok" }, { text: "ok" }], async (client, { server }) => {
      await client.send({ type: "bash", command: "echo unseen", excludeFromContext: true });
      const events = await client.promptAndWait("a");
      expect(events.at(-1)).toMatchObject({ type: "agent_settled", aborted: false });
      expect(JSON.stringify(server.requests[0]?.body)).not.toContain("unseen");
      expect(await client.send({ type: "clear_queue" })).toMatchObject({
        data: { steering: [], followUp: [] },
      });
      expect(await client.send({ type: "get_available_thinking_levels" })).toMatchObject({
        data: { levels: expect.arrayContaining(["off", "high"]) },
      });
      const { data } = await client.send({ type: "get_entries" });
      expect(data).toMatchObject({ leafId: expect.any(String) });
      expect(await client.send({ type: "get_tree" })).toMatchObject({ success: true });
      expect(await client.send({ type: "get_entries", since: "x" })).toMatchObject({
        success: false,
      });
    });
  });
});

function deltaOf(event: RpcTestEvent): string {
  const { assistantMessageEvent: update } = event;
  if (typeof update !== "object" || update === null || !("delta" in update)) return "";
  return String(update.delta);
}

function textsOf(content: unknown): string[] {
  if (!Array.isArray(content)) return [];
  return content.flatMap((block) => (block.type === "text" ? [String(block.text)] : []));
}

const redDot =
  "iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg==";
