import { expect, test } from "vitest";
import { createSis } from "./create-sis.ts";
import type { LessonDraft, LessonStatus } from "./lesson.ts";
import { memoryLessonLog } from "./log/memory-lesson-log.ts";
import type { SisPolicy } from "./policy.ts";
import type { Sis } from "./sis.ts";

const [good, useless, harmful] = [0.4, 0, -0.35];

/** What a lesson does to the chance that a run goes well. */
interface Planted extends LessonDraft {
  effect: number;
}

interface Topic {
  prompt: string;
  lessons: Planted[];
  /** The good lesson in other words. */
  again: LessonDraft;
}

const topics: readonly Topic[] = [
  {
    prompt: "Install the dependencies of the web client and start its dev server",
    lessons: [
      {
        title: "Install with pnpm",
        when: "Installing dependencies of the web client.",
        do: "Run `pnpm install` in the web client folder.",
        effect: good,
      },
      {
        title: "Use a wide terminal for the dev server",
        when: "Starting the dev server of the web client.",
        do: "Widen the terminal before the dev server starts.",
        effect: useless,
      },
      {
        title: "Delete the lockfile of the web client",
        when: "Dependencies of the web client are to be installed.",
        do: "Delete the lockfile first, whatever it says.",
        effect: harmful,
      },
    ],
    again: {
      title: "Install with pnpm",
      when: "Installing the dependencies of the web client.",
      do: "Run `pnpm install` in the folder of the web client.",
    },
  },
  {
    prompt: "Deploy the billing service to staging and check the migrations",
    lessons: [
      {
        title: "Migrate before a deploy to staging",
        when: "Deploying the billing service to staging.",
        do: "Run the migrations of the billing database before the deploy.",
        effect: good,
      },
      {
        title: "Mention the weather in deploy notes",
        when: "Writing notes after a deploy of the billing service to staging.",
        do: "Mention the weather in the notes of the deploy.",
        effect: useless,
      },
      {
        title: "Skip the health check on staging",
        when: "Checking the billing service on staging after a deploy.",
        do: "Skip the health check of the billing service.",
        effect: harmful,
      },
    ],
    again: {
      title: "Migrate before deploying to staging",
      when: "Deploying the billing service to staging.",
      do: "Run the billing database migrations before the deploy.",
    },
  },
  {
    prompt: "Translate the invoice template into German and keep the placeholders",
    lessons: [
      {
        title: "Keep placeholders in invoice translations",
        when: "Translating an invoice template.",
        do: "Copy every placeholder of the invoice template unchanged.",
        effect: good,
      },
      {
        title: "Sort the invoice template keys",
        when: "Translating an invoice template into German.",
        do: "Sort the keys of the template by their length.",
        effect: useless,
      },
      {
        title: "Round the amounts of invoices",
        when: "An invoice template has amounts next to placeholders.",
        do: "Round all amounts of the invoice to whole numbers.",
        effect: harmful,
      },
    ],
    again: {
      title: "Keep the placeholders in invoice translations",
      when: "Translating an invoice template.",
      do: "Copy all placeholders of the invoice template unchanged.",
    },
  },
];

const base = 0.45;
const hour = 60 * 60 * 1000;

interface World {
  sis: Sis;
  /** What the lessons do to the chance of success, by id. */
  effects: Map<string, number>;
  /** Runs of an imaginary agent whose luck depends on the lessons that it is shown. */
  live(runs: number): Promise<Period>;
  /** Of the lessons with an effect. */
  statusesOf(effect: number): Promise<LessonStatus[]>;
}

interface Period {
  successRate: number;
  /** Lessons with an effect that were shown, per run. */
  shown(effect: number): number;
}

async function createWorld(seed: number, policy: Partial<SisPolicy> = {}): Promise<World> {
  const random = seeded(seed);
  let clock = 0;
  let run = 0;
  const sis = createSis({ log: memoryLessonLog(), now: () => clock, random, policy });
  const effects = await plant(sis);

  async function live(runs: number): Promise<Period> {
    let successes = 0;
    const shownEffects: number[] = [];
    for (let count = 0; count < runs; count++, run++) {
      clock += hour;
      const { prompt = "" } = topics[Math.floor(random() * topics.length)] ?? {};
      const { lessons, withheld } = await sis.select({ prompt, tools: ["bash", "edit_file"] });
      const shown = lessons.map(({ lesson }) => lesson.id);
      const felt = shown.map((id) => effects.get(id) ?? 0);
      const chance = felt.reduce((sum, effect) => sum + effect, base);
      const success = random() < Math.min(0.97, Math.max(0.03, chance));
      if (success) successes++;
      shownEffects.push(...felt);
      const outcome = { success, signals: ["person" as const] };
      const episode = { prompt, calls: [], stopReason: "stop", outcome, shown, withheld };
      await sis.record({ ...episode, id: `run-${run}`, at: clock });
    }
    return {
      successRate: successes / runs,
      shown: (effect) => shownEffects.filter((felt) => felt === effect).length / runs,
    };
  }

  async function statusesOf(effect: number): Promise<LessonStatus[]> {
    const lessons = await sis.list();
    return lessons.filter(({ id }) => effects.get(id) === effect).map(({ status }) => status);
  }

  return { sis, effects, live, statusesOf };
}

/** Adds all lessons as on trial, and the good ones once more in other words, which makes no new ones. */
async function plant(sis: Sis): Promise<Map<string, number>> {
  const effects = new Map<string, number>();
  for (const { lessons, again } of topics) {
    for (const { effect, ...draft } of lessons) {
      const { lesson } = await sis.add(draft, "retry");
      effects.set(lesson.id, effect);
    }
    const [good] = lessons;
    expect(await sis.add(again, "retry")).toMatchObject({
      isNew: false,
      lesson: { title: good?.title },
    });
  }
  return effects;
}

/** mulberry32 */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function share(statuses: readonly LessonStatus[], status: LessonStatus): number {
  return statuses.filter((each) => each === status).length / statuses.length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

test("good lessons are kept, useless and harmful ones go away, and runs go better", async () => {
  const worlds = await Promise.all([1, 2, 3, 4, 5].map((seed) => createWorld(seed)));
  const early = await Promise.all(worlds.map(({ live }) => live(150)));
  await Promise.all(worlds.map(({ live }) => live(750)));
  const late = await Promise.all(worlds.map(({ live }) => live(200)));
  const statuses = async (effect: number) =>
    (await Promise.all(worlds.map(({ statusesOf }) => statusesOf(effect)))).flat();

  expect(share(await statuses(good), "active")).toBeGreaterThan(0.9);
  expect(share(await statuses(harmful), "retired")).toBeGreaterThan(0.9);
  expect(share(await statuses(useless), "active")).toBeLessThan(0.25);

  expect(mean(late.map(({ successRate }) => successRate))).toBeGreaterThan(base + 0.28);
  const shown = (periods: Period[], effect: number) => mean(periods.map((p) => p.shown(effect)));
  expect(shown(late, good)).toBeGreaterThan(0.8);
  expect(shown(late, good)).toBeGreaterThan(shown(early, good));
  expect(shown(late, harmful)).toBeLessThan(0.02);
  expect(shown(late, harmful)).toBeLessThan(shown(early, harmful));
});

test("a lesson that has stopped to help goes away", async () => {
  const worlds = await Promise.all(
    [6, 7, 8].map((seed) => createWorld(seed, { halfLifeMs: 10 * 24 * hour })),
  );
  await Promise.all(worlds.map(({ live }) => live(500)));
  for (const { effects, statusesOf } of worlds) {
    expect(share(await statusesOf(good), "active")).toBe(1);
    for (const [id, effect] of effects) if (effect === good) effects.set(id, useless);
  }
  await Promise.all(worlds.map(({ live }) => live(1_500)));
  const statuses = (await Promise.all(worlds.map((w) => w.statusesOf(useless)))).flat();
  expect(share(statuses, "active")).toBeLessThan(0.35);
});
