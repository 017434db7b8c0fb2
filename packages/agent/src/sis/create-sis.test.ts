import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSis, type SisOptions } from "./create-sis.ts";
import type { Episode } from "./episode.ts";
import type { LessonDraft } from "./lesson.ts";
import { memoryLessonLog } from "./log/memory-lesson-log.ts";
import type { LessonContext, Sis } from "./sis.ts";

const pnpm: LessonDraft = {
  title: "Install with pnpm",
  when: "Installing dependencies in the client workspace.",
  do: "Run `pnpm install`.",
  tools: ["bash"],
};
const staging: LessonDraft = {
  title: "Migrate before a deploy to staging",
  when: "Deploying the billing service to staging.",
  do: "Run the migrations of the billing database before the deploy.",
};
const install: LessonContext = {
  prompt: "Install the dependencies of the client",
  tools: ["bash"],
};

/** Nothing is withheld, and draws are high. */
const lucky = () => 0.99;
/** Whatever is not a person's is withheld. */
const unlucky = () => 0;

function createTestSis(options: Partial<SisOptions> = {}): Sis {
  return createSis({ log: memoryLessonLog(), now: () => 1_000, random: lucky, ...options });
}

function episode(id: string, given: Partial<Episode> = {}): Episode {
  return { id, at: 1_000, prompt: "Do it.", calls: [], stopReason: "stop", ...given };
}

function judged(id: string, success: boolean, given: Partial<Episode> = {}): Episode {
  return episode(id, { outcome: { success, signals: ["person"] }, ...given });
}

async function shownFor(sis: Sis, context: LessonContext): Promise<string[]> {
  const { lessons } = await sis.select(context);
  return lessons.map(({ lesson }) => lesson.title);
}

describe("select", () => {
  test("a lesson that nobody has tried yet comes when it fits, and only then", async () => {
    const sis = createTestSis();
    await sis.add(pnpm, "retry");
    expect(await shownFor(sis, install)).toEqual(["Install with pnpm"]);
    expect(await shownFor(sis, { prompt: "Write a poem about the sea", tools: ["bash"] })).toEqual(
      [],
    );
  });

  test("a chosen lesson is sometimes withheld, what a person asked for never", async () => {
    const sis = createTestSis({ random: unlucky });
    const { lesson } = await sis.add(pnpm, "retry");
    expect(await sis.select(install)).toEqual({ lessons: [], withheld: [lesson.id] });
    await sis.approve(lesson.id);
    const { lessons, withheld } = await sis.select(install);
    expect(lessons.map((chosen) => chosen.lesson.id)).toEqual([lesson.id]);
    expect(withheld).toEqual([]);
  });

  test("a lesson of a project comes in this project only", async () => {
    const sis = createTestSis();
    await sis.add({ ...pnpm, scope: "/a" });
    expect(await shownFor(sis, { ...install, scope: "/a" })).toHaveLength(1);
    expect(await shownFor(sis, { ...install, scope: "/b" })).toHaveLength(0);
    expect(await shownFor(sis, install)).toHaveLength(0);
  });

  test("what the conversation shows already does not come again", async () => {
    const sis = createTestSis();
    const { lesson } = await sis.add(pnpm);
    expect(await shownFor(sis, { ...install, live: [lesson.id] })).toEqual([]);
  });

  test("numbers and tokens keep their limits, whatever fits", async () => {
    const things = ["cache", "router", "parser", "ledger", "queue", "editor", "broker", "mailer"];
    const prompt = `Change the ${things.join(", the ")} of the shop`;
    const limits = fc.record({
      maxLessons: fc.integer({ min: 0, max: 5 }),
      maxLive: fc.integer({ min: 0, max: 8 }),
      maxTokens: fc.integer({ min: 0, max: 200 }),
      maxTrials: fc.integer({ min: 0, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(limits, fc.integer({ min: 0, max: 4 }), async (policy, liveCount) => {
        const sis = createTestSis({ policy });
        const ids: string[] = [];
        for (const [index, thing] of things.entries()) {
          const draft = {
            title: `Look after the ${thing}`,
            when: `Changing the ${thing} of the shop.`,
            do: `Restart the ${thing} twice.`,
          };
          ids.push((await sis.add(draft, index % 2 ? "person" : "retry")).lesson.id);
        }
        const live = ids.slice(0, liveCount);
        const { lessons, withheld } = await sis.select({ prompt, live });
        const trials = lessons.filter(({ lesson }) => lesson.status === "trial");
        const texts = lessons.map(({ lesson }) => lesson.when + lesson.do).join("");
        expect(withheld).toEqual([]);
        expect(lessons.length).toBeLessThanOrEqual(policy.maxLessons);
        expect(lessons.length + liveCount).toBeLessThanOrEqual(Math.max(liveCount, policy.maxLive));
        expect(trials.length).toBeLessThanOrEqual(policy.maxTrials);
        expect(texts.length / 4).toBeLessThanOrEqual(policy.maxTokens);
        expect(lessons.filter(({ lesson }) => live.includes(lesson.id))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  test("an embedder finds what has no word in common", async () => {
    const embedder = {
      minSimilarity: 0.8,
      embed: async (texts: readonly string[]) =>
        texts.map((text) => (/pnpm|Abhängigkeiten/.test(text) ? [1, 0] : [0, 1])),
    };
    const sis = createTestSis({ embedder });
    await sis.add(pnpm);
    await sis.add(staging);
    const context = { prompt: "Hol die Abhängigkeiten" };
    expect(await shownFor(sis, context)).toEqual(["Install with pnpm"]);
    expect(await shownFor(createTestSis(), context)).toEqual([]);
  });

  test("an embedder that fails costs nothing but its finds", async () => {
    const warnings: string[] = [];
    const sis = createTestSis({
      embedder: { minSimilarity: 0.8, embed: () => Promise.reject(new Error("down")) },
      onWarning: (message) => warnings.push(message),
    });
    await sis.add(pnpm);
    expect(await shownFor(sis, install)).toEqual(["Install with pnpm"]);
    expect(warnings).toHaveLength(1);
  });
});

describe("record", () => {
  test("a call that fails and then works leaves a lesson, which comes back elsewhere", async () => {
    const sis = createTestSis();
    const recorded = await sis.record(
      episode("e1", {
        sessionId: "a",
        scope: "/client",
        prompt: "Run the tests of the client",
        calls: [
          { name: "bash", arguments: { command: "npm test" }, isError: true, exitCode: 1 },
          { name: "bash", arguments: { command: "pnpm test" }, isError: false, exitCode: 0 },
        ],
      }),
    );
    expect(recorded.outcome?.success).toBe(true);
    expect(recorded.added).toHaveLength(1);
    const [lesson] = recorded.added;
    expect(lesson?.status).toBe("trial");
    expect(lesson?.do).toContain("pnpm test");
    const context = { tools: ["bash"], scope: "/client" };
    const comesFor = async (prompt: string) => (await sis.select({ ...context, prompt })).lessons;
    expect(await comesFor("Do the unit tests pass?")).toMatchObject([{ lesson }]);
    expect(await comesFor("Write a poem about the sea")).toEqual([]);
    expect((await sis.select({ prompt: "Do the unit tests pass?" })).lessons).toEqual([]);
  });

  test("the same learned again is one lesson with more evidence", async () => {
    const sis = createTestSis();
    const calls = [
      { name: "bash", arguments: { command: "npm test" }, isError: true, exitCode: 1 },
      { name: "bash", arguments: { command: "pnpm test" }, isError: false, exitCode: 0 },
    ];
    const prompt = "Run the tests of the client";
    const first = await sis.record(episode("e1", { prompt, calls }));
    const second = await sis.record(episode("e2", { prompt, calls, at: 2_000 }));
    expect(second.added).toEqual([]);
    expect(second.confirmed.map(({ id }) => id)).toEqual(first.added.map(({ id }) => id));
    expect(second.confirmed[0]?.evidence.map(({ episodeId }) => episodeId)).toEqual(["e1", "e2"]);
  });

  test("what a person rejected is not learned again", async () => {
    const sis = createTestSis();
    const { lesson } = await sis.add({
      title: "Remember to run the linter",
      when: "Always.",
      do: "always run the linter before a commit",
    });
    await sis.reject(lesson.id);
    const { added, refused } = await sis.record(
      episode("e1", { prompt: "Remember: always run the linter before a commit" }),
    );
    const isBack = added.some(({ id }) => id === lesson.id);
    expect(isBack).toBe(false);
    expect(added.length + refused.length).toBeGreaterThan(0);
  });

  test("what the user asks to remember holds at once", async () => {
    const sis = createTestSis({ policy: { approval: "required" } });
    const { added } = await sis.record(
      episode("e1", { prompt: "Remember: deploy the billing service only after the migrations" }),
    );
    expect(added.map(({ status }) => status)).toEqual(["active"]);
    const morning = { prompt: "Good morning" };
    expect(await shownFor(sis, morning)).toHaveLength(1);
    expect((await sis.explain(added[0]?.id ?? "", morning)).canBeChosen).toBe(true);
  });

  test("with approval required, what is found waits for a person", async () => {
    const sis = createTestSis({ policy: { approval: "required" } });
    const { lesson } = await sis.add(pnpm, "retry");
    expect(lesson.status).toBe("candidate");
    expect(await sis.select(install)).toEqual({ lessons: [], withheld: [] });
    await sis.approve(lesson.id);
    expect(await shownFor(sis, install)).toEqual(["Install with pnpm"]);
  });

  test("a correction turns the run before into a failure, and is a lesson", async () => {
    const sis = createTestSis();
    const { lesson } = await sis.add(pnpm, "retry");
    const shown = [lesson.id];
    await sis.record(episode("e1", { sessionId: "a", prompt: "Indent the config file", shown }));
    expect((await sis.explain(lesson.id)).shown).toEqual({ succeeded: 1, failed: 0 });
    const { added } = await sis.record(
      episode("e2", { sessionId: "a", prompt: "No, use tabs for the config file" }),
    );
    expect((await sis.explain(lesson.id)).shown).toEqual({ succeeded: 0, failed: 1 });
    expect(added.map((found) => found.do).join()).toContain("use tabs");
    expect((await sis.stats()).episodes).toEqual({ succeeded: 1, failed: 1, unknown: 0 });
  });

  test("an episode that is recorded twice counts once, as it was recorded last", async () => {
    const sis = createTestSis();
    const { lesson } = await sis.add(pnpm, "retry");
    await sis.record(judged("e1", true, { shown: [lesson.id], cited: [lesson.id] }));
    await sis.record(judged("e1", false, { withheld: [lesson.id] }));
    const { shown, withheld, cited } = await sis.explain(lesson.id);
    expect({ shown, withheld, cited }).toEqual({
      shown: { succeeded: 0, failed: 0 },
      withheld: { succeeded: 0, failed: 1 },
      cited: 0,
    });
  });

  test("enough runs that go better with a lesson than without keep it, worse ones retire it", async () => {
    for (const [helps, status] of [
      [true, "active"],
      [false, "retired"],
    ] as const) {
      const sis = createTestSis();
      const { lesson } = await sis.add(pnpm, "retry");
      for (let run = 0; run < 10; run++) {
        await sis.record(judged(`with-${run}`, helps, { shown: [lesson.id] }));
        await sis.record(judged(`without-${run}`, !helps, { withheld: [lesson.id] }));
      }
      const explanation = await sis.explain(lesson.id);
      expect(explanation.lesson.status).toBe(status);
      expect(explanation.confidence > 0.95).toBe(helps);
    }
  });

  test("a lesson without a difference goes away after its quota", async () => {
    const sis = createTestSis({ policy: { trialQuota: 20 } });
    const { lesson } = await sis.add(pnpm, "retry");
    for (let run = 0; run < 10; run++) {
      await sis.record(judged(`with-${run}`, run % 2 === 0, { shown: [lesson.id] }));
      await sis.record(judged(`without-${run}`, run % 2 === 0, { withheld: [lesson.id] }));
    }
    expect((await sis.explain(lesson.id)).lesson.status).toBe("retired");
  });

  test("a person's lesson is measured and stays", async () => {
    const sis = createTestSis();
    const { lesson } = await sis.add(pnpm);
    for (let run = 0; run < 20; run++) {
      await sis.record(judged(`with-${run}`, false, { shown: [lesson.id] }));
      await sis.record(judged(`without-${run}`, true, { withheld: [lesson.id] }));
    }
    const explanation = await sis.explain(lesson.id);
    expect(explanation.lesson.status).toBe("active");
    expect(explanation.confidence).toBeLessThan(0.01);
  });
});

describe("what contradicts", () => {
  const tabs = { title: "Indent with tabs", when: "Writing TypeScript.", do: "Use tabs." };
  const spaces = { title: "Indent with spaces", when: "Writing TypeScript.", do: "Use spaces." };

  test("the user's word takes the place of what was there", async () => {
    const sis = createTestSis();
    const old = await sis.add(tabs);
    const { lesson } = await sis.add(spaces, "correction");
    const [before, after] = await sis.list();
    expect(before).toMatchObject({
      id: old.lesson.id,
      status: "retired",
      supersededBy: lesson.id,
    });
    expect(after?.status).toBe("active");
  });

  test("what a rule found does not replace what a person said, nor come beside it", async () => {
    const sis = createTestSis();
    await sis.add(tabs);
    await sis.add(spaces, "retry");
    expect((await sis.list()).map(({ status }) => status)).toEqual(["active", "trial"]);
    const { lessons, withheld } = await sis.select({ prompt: "Writing TypeScript: indent it" });
    expect(lessons.length + withheld.length).toBe(1);
  });
});

describe("reflect", () => {
  const draft = { ...staging, why: "It fails otherwise." };

  test("a reflector sees each episode with an outcome once, the newest first", async () => {
    const seen: string[] = [];
    const sis = createTestSis({
      reflector: async ({ id }) => {
        seen.push(id);
        return [];
      },
    });
    await sis.record(judged("e1", true));
    await sis.record(episode("e2", { stopReason: "aborted" }));
    await sis.record(judged("e3", false));
    expect((await sis.reflect()).episodes).toBe(2);
    expect((await sis.reflect()).episodes).toBe(0);
    expect(seen).toEqual(["e3", "e1"]);
  });

  test("its lessons go through the gates and on trial", async () => {
    const password = { ...pnpm, do: "Use the password hunter2-8fK3x9QmZ2pL7vN4 for the login." };
    const sis = createTestSis({ reflector: async () => [draft, { ...pnpm, do: "" }, password] });
    await sis.record(judged("e1", false));
    const { added, refused } = await sis.reflect();
    expect(added.map(({ title, status }) => [title, status])).toEqual([[draft.title, "trial"]]);
    expect(refused.map(({ reason }) => reason)).toEqual(["not_actionable", "secret"]);
  });

  test("a failure is told, and what was thought of before it is kept", async () => {
    let calls = 0;
    const sis = createTestSis({
      reflector: async () => {
        if (++calls === 2) throw new Error("down");
        return [draft];
      },
    });
    await sis.record(judged("e1", false));
    await sis.record(judged("e2", false));
    await expect(sis.reflect()).rejects.toThrow("down");
    expect(await sis.list()).toHaveLength(1);
    expect((await sis.reflect()).episodes).toBe(1);
  });

  test("without a reflector nothing is thought", async () => {
    const sis = createTestSis();
    await sis.record(judged("e1", false));
    expect((await sis.reflect()).episodes).toBe(0);
  });
});

describe("people", () => {
  test("decide about lessons by id, and hear of ids that there are not", async () => {
    const sis = createTestSis();
    const { lesson } = await sis.add(pnpm);
    await sis.retire(lesson.id, "We moved.");
    expect((await sis.list({ status: "retired" })).map(({ id }) => id)).toEqual([lesson.id]);
    await expect(sis.approve("L-1")).rejects.toMatchObject({ code: "not_found", lessonId: "L-1" });
    await expect(sis.explain("L-1")).rejects.toMatchObject({ code: "not_found" });
  });

  test("bring a retired lesson back when they say it again, which no rule does", async () => {
    const sis = createTestSis();
    const { lesson } = await sis.add(pnpm);
    await sis.retire(lesson.id, "We moved.");
    expect((await sis.add(pnpm, "retry")).lesson.status).toBe("retired");
    expect((await sis.add(pnpm)).lesson).toMatchObject({ id: lesson.id, status: "active" });
  });

  test("hear what a lesson lacks", async () => {
    await expect(createTestSis().add({ ...pnpm, do: " " })).rejects.toMatchObject({
      code: "invalid_lesson",
    });
  });

  test("are told why a lesson does not come", async () => {
    const sis = createTestSis();
    const { lesson } = await sis.add({ ...pnpm, scope: "/a" });
    const here = await sis.explain(lesson.id, { ...install, scope: "/a" });
    expect(here.canBeChosen).toBe(true);
    expect(here.relevance?.matches.length).toBeGreaterThan(0);
    const there = await sis.explain(lesson.id, { prompt: "Sing a song", scope: "/b" });
    expect(there.canBeChosen).toBe(false);
    expect(there.reasons).toEqual(["It holds in /a only.", "It does not fit the prompt."]);
  });

  test("list by status, scope and tool", async () => {
    const sis = createTestSis();
    await sis.add(pnpm, "retry");
    await sis.add({ ...staging, scope: "/a" });
    const titles = async (filter: Parameters<Sis["list"]>[0]) =>
      (await sis.list(filter)).map(({ title }) => title);
    expect(await titles({ status: ["trial", "active"] })).toEqual([pnpm.title, staging.title]);
    expect(await titles({ status: "trial" })).toEqual([pnpm.title]);
    expect(await titles({ scope: "/a" })).toEqual([staging.title]);
    expect(await titles({ tool: "bash" })).toEqual([pnpm.title]);
  });
});

test("two that share a log know the same", async () => {
  const log = memoryLessonLog();
  const one = createTestSis({ log });
  const other = createTestSis({ log, random: () => 0.5 });
  const [a, b] = await Promise.all([one.add(pnpm), other.add(staging)]);
  expect(a.lesson.id).not.toBe(b.lesson.id);
  expect(await one.list()).toEqual(await other.list());
  await other.retire(a.lesson.id, "Old.");
  expect(await shownFor(one, install)).toEqual([]);
});

test("after a restart everything is as it was", async () => {
  const action = fc.oneof(
    fc.record({ type: fc.constant("add" as const), draft: fc.constantFrom(pnpm, staging) }),
    fc.record({ type: fc.constant("approve" as const), index: fc.nat(3) }),
    fc.record({ type: fc.constant("reject" as const), index: fc.nat(3) }),
    fc.record({
      type: fc.constant("record" as const),
      id: fc.constantFrom("e1", "e2", "e3", "e4"),
      success: fc.boolean(),
      isShown: fc.boolean(),
      index: fc.nat(3),
      prompt: fc.constantFrom("Do it.", "No, use tabs", "Remember: use spaces in YAML files"),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 15 }), async (actions) => {
      const log = memoryLessonLog();
      const sis = createTestSis({ log });
      for (const step of actions) {
        if (step.type === "add") {
          await sis.add(step.draft, "retry");
          continue;
        }
        const id = (await sis.list())[step.index]?.id;
        if (id === undefined) continue;
        if (step.type === "record") {
          const given = step.isShown ? { shown: [id] } : { withheld: [id] };
          const { prompt } = step;
          await sis.record(judged(step.id, step.success, { ...given, prompt, sessionId: "s" }));
        } else {
          await sis[step.type](id);
        }
      }
      const again = createTestSis({ log });
      expect(await again.list()).toEqual(await sis.list());
      expect(await again.stats()).toEqual(await sis.stats());
      for (const { id } of await sis.list()) {
        expect(await again.explain(id)).toEqual(await sis.explain(id));
      }
    }),
    { numRuns: 60 },
  );
});
