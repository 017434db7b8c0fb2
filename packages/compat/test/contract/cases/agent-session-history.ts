import { readFileSync } from "node:fs";
import type { Loose } from "../../../src/pi-ai/loose.ts";
import { outcome } from "../../coding-agent/both-sides.ts";
import {
  entryTypes,
  failure,
  hostSession,
  roles,
  tick,
  withSession,
} from "../../coding-agent/host-session.ts";
import { workspace } from "../../coding-agent/workspace.ts";
import type { ContractCases } from "../contract.ts";

export const agentSessionHistory: ContractCases = {
  "models and thinking levels: set, cycled, kept in the session and in the settings": withSession(
    async ({ session, models: [, thinker, plain] }) => {
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
    },
    () => ({ moreModels: [{ id: "thinker", reasoning: true }, { id: "plain" }] }),
  ),

  "commands of the user's": withSession(async ({ session, respond }, pi) => {
    const chunks: string[] = [];
    const result = await session.executeBash("printf '\\033[31mred\\033[0m\\n'; exit 2", (chunk) =>
      chunks.push(chunk),
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

  "going about the tree, with what the user wrote given back": withSession(
    async ({ session, respond }, pi) => {
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
    },
  ),

  "messages of the host's own: at once, with a turn, with the next message": withSession(
    async ({ session, heard, respond }, pi) => {
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
    },
  ),

  "a compaction that was asked for, and one that has nothing to do": withSession(
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

  "a context that overflows is compacted, and the answer asked for again": withSession(
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

  "skills and templates in a prompt": async (pi) => {
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
  },

  "a session is opened again with its transcript, model and level": async (pi) => {
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
  },
};
