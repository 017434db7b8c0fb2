import { readFileSync } from "node:fs";
import { describe } from "vitest";
import { argent, outcome, testBoth } from "../../../test/coding-agent/both-sides.ts";
import {
  entryTypes,
  failure,
  type HostSessionOptions,
  hostSession,
  roles,
  tick,
  withSession,
} from "../../../test/coding-agent/host-session.ts";
import { workspace } from "../../../test/coding-agent/workspace.ts";
import type { Loose } from "../../pi-ai/loose.ts";

const { ai, coding } = argent;
describe("a session does what Pi's does:", () => {
  testBoth(
    "a prompt: events in order, entries, statistics",
    withSession(async ({ session, heard, respond }, pi) => {
      respond(pi.ai.fauxAssistantMessage("Four."));
      await session.prompt("What is 2+2?");
      await tick();
      const { sessionId: _, contextUsage: __, tokens: ___, ...stats } = session.getSessionStats();
      return { heard, entries: entryTypes(session), stats, last: session.getLastAssistantText() };
    }),
  );

  testBoth(
    "custom tools, with the session's context, and the built-in ones",
    withSession(
      async ({ session, heard, respond }, pi) => {
        respond(
          pi.ai.fauxAssistantMessage(pi.ai.fauxToolCall("look", { what: "sky" }, { id: "1" })),
          pi.ai.fauxAssistantMessage(
            pi.ai.fauxToolCall("bash", { command: "echo hi" }, { id: "2" }),
          ),
          pi.ai.fauxAssistantMessage("Blue."),
        );
        await session.prompt("Look.");
        await tick();
        const results = session.messages.filter((message) => message.role === "toolResult");
        return {
          heard: heard.filter((word) => !word.startsWith("tool_execution_update")),
          results: results.map(({ content, details }: Loose) => ({ content, details })),
          active: session.getActiveToolNames(),
          all: session.getAllTools().map(({ name }) => name),
          unknown: session.getToolDefinition("none") === undefined,
        };
      },
      () => ({
        customTools: [
          coding.defineTool({
            name: "look",
            label: "Look",
            description: "Looks",
            parameters: ai.Type.Object({ what: ai.Type.String() }),
            execute: async (_id, { what }, _signal, _update, context) => ({
              content: [{ type: "text", text: `${what} in ${context.cwd}, UI: ${context.hasUI}` }],
              details: { idle: context.isIdle(), model: context.model?.id },
            }),
          }),
        ],
      }),
    ),
  );

  testBoth("which tools are active: by name, none, none built in", async (pi) => {
    using folder = workspace();
    const customTools = [
      coding.defineTool({
        name: "mine",
        label: "Mine",
        description: "Mine",
        parameters: { type: "object", properties: {} },
        execute: async () => ({ content: [] }),
      }),
    ];
    const names = async (options: HostSessionOptions) => {
      const host = await hostSession(pi, folder.path, { customTools, ...options });
      const first = host.session.getActiveToolNames();
      host.session.setActiveToolsByName(["read", "mine", "none"]);
      const active = [first, host.session.getActiveToolNames()];
      host.end();
      return active;
    };
    return [
      await names({}),
      await names({ tools: ["read", "mine", "grep"] }),
      await names({ noTools: "all" }),
      await names({ noTools: "builtin" }),
    ];
  });

  testBoth(
    "steering and follow-ups while a run is under way",
    withSession(
      async ({ session, heard, events, respond }, pi) => {
        respond(
          pi.ai.fauxAssistantMessage(pi.ai.fauxToolCall("wait", {}, { id: "1" })),
          pi.ai.fauxAssistantMessage("Steered."),
          pi.ai.fauxAssistantMessage("Followed."),
        );
        const failures: unknown[] = [];
        session.subscribe((event) => {
          if (event.type !== "tool_execution_start") return;
          void session.steer("Left!");
          void session.prompt("Then right.", { streamingBehavior: "followUp" });
          void outcome(() => session.prompt("Now?")).then((failed) => failures.push(failed));
        });
        await session.prompt("Go.");
        await tick();
        const queues = events.flatMap((event) =>
          event.type === "queue_update" ? [[event.steering, event.followUp]] : [],
        );
        return {
          heard: heard.filter((word) => word.startsWith("message_start") || word === "agent_end"),
          queues,
          failures,
          pending: session.pendingMessageCount,
          entries: entryTypes(session),
        };
      },
      () => ({
        customTools: [
          coding.defineTool({
            name: "wait",
            label: "Wait",
            description: "Waits",
            parameters: { type: "object", properties: {} },
            execute: async () => {
              await tick();
              return { content: [{ type: "text", text: "waited" }], details: undefined };
            },
          }),
        ],
      }),
    ),
  );

  testBoth(
    "a failed answer is asked for again, and the failure stays in the session",
    withSession(
      async ({ session, heard, events, respond, calls }, pi) => {
        respond(
          failure(pi, "529 overloaded_error"),
          failure(pi, "503 service unavailable"),
          pi.ai.fauxAssistantMessage("At last."),
        );
        await session.prompt("Try.");
        await tick();
        const retries = events.flatMap((event) =>
          event.type === "auto_retry_start"
            ? [{ attempt: event.attempt, delayMs: event.delayMs, of: event.maxAttempts }]
            : [],
        );
        return {
          calls: calls(),
          retries,
          heard: heard.filter((word) => /retry|agent/.test(word)),
          entries: entryTypes(session),
          roles: roles(session),
          retrying: [session.isRetrying, session.retryAttempt],
        };
      },
      () => ({ settings: { retry: { baseDelayMs: 1 } } }),
    ),
  );

  testBoth(
    "a failure that does not help to repeat is not repeated, nor more often than allowed",
    withSession(
      async ({ session, heard, respond, calls }, pi) => {
        respond(failure(pi, "400 invalid_request_error: no such tool"));
        await session.prompt("One.");
        await tick();
        const once = calls();
        respond(failure(pi, "overloaded"), failure(pi, "overloaded"), failure(pi, "overloaded"));
        await session.prompt("Two.");
        await tick();
        return { once, all: calls(), heard: heard.filter((word) => word.startsWith("auto_retry")) };
      },
      () => ({ settings: { retry: { baseDelayMs: 1, maxRetries: 2 } } }),
    ),
  );

  testBoth(
    "models and thinking levels: set, cycled, kept in the session and in the settings",
    withSession(async ({ session }, pi) => {
      const faux = pi.ai.registerFauxProvider({
        api: "faux-more",
        provider: "faux",
        models: [{ id: "thinker", reasoning: true }, { id: "plain" }],
      });
      const [thinker, plain] = faux.models;
      if (!thinker || !plain) throw new Error("no models");
      const heard: unknown[] = [];
      session.subscribe((event) => {
        if (event.type === "thinking_level_changed") heard.push(event.level);
      });
      await session.setModel(thinker);
      session.setThinkingLevel("high");
      const cycled = session.cycleThinkingLevel();
      session.setScopedModels([{ model: thinker, thinkingLevel: "low" }, { model: plain }]);
      const next = await session.cycleModel();
      const back = await session.cycleModel("backward");
      faux.unregister();
      const refused = await outcome(() => session.setModel({ ...plain, provider: "nobody" }));
      return {
        heard,
        cycled,
        next: [next?.model.id, next?.thinkingLevel, next?.isScoped],
        back: [back?.model.id, back?.thinkingLevel],
        refused,
        levels: session.getAvailableThinkingLevels(),
        entries: entryTypes(session),
        settings: [
          session.settingsManager.getDefaultModel(),
          session.settingsManager.getDefaultThinkingLevel(),
        ],
      };
    }),
  );

  testBoth(
    "commands of the user's",
    withSession(async ({ session, respond }, pi) => {
      const chunks: string[] = [];
      const result = await session.executeBash(
        "printf '\\033[31mred\\033[0m\\n'; exit 2",
        (chunk) => chunks.push(chunk),
      );
      const hidden = await session.executeBash("echo secret", undefined, {
        excludeFromContext: true,
      });
      let asked: unknown;
      respond((context: Loose) => {
        asked = context.messages.map(({ content }: Loose) => content);
        return pi.ai.fauxAssistantMessage("Seen.");
      });
      await session.prompt("And?");
      await tick();
      return {
        result,
        hidden: hidden.output,
        output: chunks.join(""),
        asked,
        entries: entryTypes(session),
      };
    }),
  );

  testBoth(
    "going about the tree, with what the user wrote given back",
    withSession(async ({ session, respond }, pi) => {
      respond(pi.ai.fauxAssistantMessage("A."), pi.ai.fauxAssistantMessage("B."));
      await session.prompt("First.");
      await session.prompt("Second.");
      await tick();
      const points = session.getUserMessagesForForking();
      const [first, second] = points;
      const back = await session.navigateTree(second?.entryId ?? "");
      const afterBack = roles(session);
      const root = await session.navigateTree(first?.entryId ?? "", { label: "start" });
      return {
        points: points.map(({ text }) => text),
        back,
        afterBack,
        root,
        atRoot: roles(session),
        label: session.sessionManager.getLabel(first?.entryId ?? ""),
        missing: await outcome(() => session.navigateTree("nowhere")),
      };
    }),
  );

  testBoth(
    "messages of the host's own: at once, with a turn, with the next message",
    withSession(async ({ session, heard, respond }, pi) => {
      let asked: unknown;
      respond((context: Loose) => {
        asked = context.messages.map(({ role, content }: Loose) => [role, content]);
        return pi.ai.fauxAssistantMessage("Noted.");
      });
      const note = (content: string) => ({ customType: "note", content, display: true });
      await session.sendCustomMessage(note("quiet"));
      await session.sendCustomMessage(note("aside"), { deliverAs: "nextTurn" });
      await session.prompt("Go on.");
      respond(pi.ai.fauxAssistantMessage("Again."));
      await session.sendCustomMessage(note("loud"), { triggerTurn: true });
      await tick();
      return { asked, heard, entries: entryTypes(session), roles: roles(session) };
    }),
  );

  testBoth(
    "a compaction that was asked for, and one that has nothing to do",
    withSession(
      async ({ session, heard, events, respond }, pi) => {
        respond(
          pi.ai.fauxAssistantMessage("A long answer. ".repeat(20)),
          pi.ai.fauxAssistantMessage("Another. ".repeat(20)),
        );
        await session.prompt("First question.");
        await session.prompt("Second question.");
        // The turn that is cut in two has a summary of its own.
        respond(
          pi.ai.fauxAssistantMessage("## Goal\nAnswer."),
          pi.ai.fauxAssistantMessage("The second question."),
        );
        const { firstKeptEntryId, ...result } = await session.compact("the goal");
        await tick();
        const again = await outcome(() => session.compact());
        const ends = events.flatMap((event: Loose) =>
          event.type === "compaction_end"
            ? [[event.reason, event.aborted, event.willRetry, event.errorMessage]]
            : [],
        );
        return {
          summary: result.summary,
          details: result.details,
          kept: session.sessionManager.getEntry(firstKeptEntryId)?.type,
          again,
          ends,
          heard: heard.filter((word) => word.startsWith("compaction")),
          roles: roles(session),
        };
      },
      () => ({ settings: { compaction: { keepRecentTokens: 40 } } }),
    ),
  );

  testBoth(
    "a context that overflows is compacted, and the answer asked for again",
    withSession(
      async ({ session, heard, respond, calls }, pi) => {
        respond(pi.ai.fauxAssistantMessage("A long answer. ".repeat(20)));
        await session.prompt("First question.");
        respond(
          failure(pi, "prompt is too long: 210000 tokens > 200000 maximum"),
          pi.ai.fauxAssistantMessage("## Goal\nAnswer."),
          pi.ai.fauxAssistantMessage("It fits now."),
        );
        const settled = new Promise<void>((resolve) => {
          session.subscribe((event: Loose) => {
            if (event.type === "message_end" && event.message.content[0]?.text === "It fits now.") {
              resolve();
            }
          });
        });
        await session.prompt("Second question.");
        await settled;
        await session.agent.waitForIdle();
        await tick();
        return {
          calls: calls(),
          heard: heard.filter((word) => /compaction|agent/.test(word)),
          last: session.getLastAssistantText(),
          roles: roles(session),
        };
      },
      () => ({ settings: { compaction: { keepRecentTokens: 40 }, retry: { baseDelayMs: 1 } } }),
    ),
  );

  testBoth("skills and templates in a prompt", async (pi) => {
    using folder = workspace({
      "skills/cook/SKILL.md": "---\nname: cook\ndescription: Cooks\n---\nBoil it.\n",
      "prompts/ask.md": "---\ndescription: Asks\n---\nTell $1 about $@.",
    });
    const skills = pi.coding.loadSkills({
      cwd: folder.path,
      agentDir: folder.path,
      skillPaths: [],
      includeDefaults: true,
    });
    const prompt = {
      ...{ name: "ask", description: "Asks", content: "Tell $1 about $@." },
      filePath: folder.at("prompts/ask.md"),
      sourceInfo: pi.coding.createSyntheticSourceInfo("x", { source: "local" }),
    };
    const resources = {
      getSkills: () => skills,
      getPrompts: () => ({ prompts: [prompt], diagnostics: [] }),
    };
    const { session, respond, end } = await hostSession(pi, folder.path, { resources });
    respond(...["a", "b", "c"].map((text) => pi.ai.fauxAssistantMessage(text)));
    await session.prompt("/skill:cook an egg");
    await session.prompt('/ask me "two words"');
    await session.prompt("/none of these", { expandPromptTemplates: true });
    await tick();
    const asked = session.messages.flatMap((message: Loose) =>
      message.role === "user" ? [message.content[0].text] : [],
    );
    const block = pi.coding.parseSkillBlock(asked[0]);
    end();
    return JSON.parse(JSON.stringify({ asked, block }).replaceAll(folder.path, "<cwd>"));
  });

  testBoth("a session is opened again with its transcript, model and level", async (pi) => {
    using folder = workspace();
    const manager = pi.coding.SessionManager.create(folder.path, folder.at("sessions"));
    const first = await hostSession(pi, folder.path, { sessionManager: manager });
    first.respond(pi.ai.fauxAssistantMessage("Remembered."));
    await first.session.prompt("Remember.");
    await tick();
    first.session.setSessionName("A name");
    const file = first.session.sessionFile ?? "";
    const copy = first.session.exportToJsonl(folder.at("copy.jsonl"));
    first.end();
    const again = pi.coding.SessionManager.open(file);
    const second = await hostSession(pi, folder.path, { sessionManager: again });
    const seen = {
      roles: roles(second.session),
      name: second.session.sessionName,
      entries: entryTypes(second.session),
      copied: readFileSync(copy, "utf8").trim().split("\n").length,
      sameId: second.session.sessionId === first.session.sessionId,
    };
    second.end();
    return seen;
  });
});
