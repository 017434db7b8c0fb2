import { expect, test } from "vitest";
import { bash, episode } from "../../../test/episode-kit.ts";
import { createSis } from "../create-sis.ts";
import type { Episode } from "../episode.ts";
import type { LessonDraft } from "../lesson.ts";
import { memoryLessonLog } from "../log/memory-lesson-log.ts";
import type { Sis } from "../sis.ts";
import { LessonBook } from "./lesson-book.ts";

const day = 24 * 60 * 60 * 1000;
const today = 20_000 * day;
const draft: LessonDraft = {
  title: "Indent with tabs",
  when: "The user asks to remember this for any task.",
  do: "always use tabs in the config file",
};

function testSis(now: () => number = () => today): Sis {
  return createSis({ log: memoryLessonLog(), now, random: () => 0.99 });
}

function judged(id: string, success: boolean, given: Partial<Episode>): Episode {
  return episode({ id, at: today, outcome: { success, signals: ["person"] }, ...given });
}

test.each([Number.NaN, Number.POSITIVE_INFINITY, today * 1000])(
  "an episode at %d leaves what is known of a lesson as it is",
  async (at) => {
    const sis = testSis();
    const { lesson } = await sis.add(draft, "retry");
    const shown = [lesson.id];
    await sis.record(judged("e1", true, { shown }));
    await sis.record(judged("e2", true, { shown, at }));
    await sis.record(judged("e3", false, { shown }));
    expect((await sis.explain(lesson.id)).shown).toEqual({ succeeded: 2, failed: 1 });
  },
);

test("a lesson that was learned while the clock was wrong is measured all the same", async () => {
  let now = today + 10_000 * day;
  const sis = testSis(() => now);
  const { lesson } = await sis.add(draft, "retry");
  now = today;
  await sis.record(judged("e1", true, { shown: [lesson.id] }));
  expect((await sis.explain(lesson.id)).shown).toEqual({ succeeded: 1, failed: 0 });
});

test("a lesson counts once in an episode, however often it is named", async () => {
  const sis = testSis();
  const { id } = (await sis.add(draft, "retry")).lesson;
  await sis.record(judged("e1", true, { shown: [id, id], withheld: [id], cited: [id, id] }));
  const { shown, withheld, cited } = await sis.explain(id);
  expect({ shown, withheld, cited }).toEqual({
    shown: { succeeded: 1, failed: 0 },
    withheld: { succeeded: 0, failed: 0 },
    cited: 1,
  });
});

test("an episode that is recorded twice is evidence once", async () => {
  const sis = testSis();
  const calls = [bash("npm test", 1), bash("pnpm test")];
  await sis.record(episode({ id: "e1", calls }));
  await sis.record(episode({ id: "e1", calls }));
  const [lesson] = await sis.list();
  expect(lesson?.evidence.map(({ episodeId }) => episodeId)).toEqual(["e1"]);
});

test("a correction that is recorded again does not correct what came after it", async () => {
  const sis = testSis();
  const correction = episode({ id: "e2", sessionId: "a", prompt: "No, use tabs for the config." });
  await sis.record(episode({ id: "e1", sessionId: "a" }));
  await sis.record(correction);
  await sis.record(episode({ id: "e3", sessionId: "a", prompt: "Now add a port." }));
  await sis.record(correction);
  expect((await sis.stats()).episodes).toEqual({ succeeded: 2, failed: 1, unknown: 0 });
});

test("what a rule found and the user asks to remember later is not judged any more", async () => {
  const sis = testSis();
  const { id } = (await sis.add(draft, "correction")).lesson;
  const { confirmed } = await sis.record(
    episode({ id: "e1", prompt: "Remember: always use tabs in the config file" }),
  );
  expect(confirmed.map((lesson) => lesson.id)).toEqual([id]);
  for (let run = 0; run < 10; run++) {
    await sis.record(judged(`with-${run}`, false, { shown: [id] }));
    await sis.record(judged(`without-${run}`, true, { withheld: [id] }));
  }
  expect((await sis.explain(id)).lesson.status).toBe("active");
});

test("much evidence takes away neither the first of it nor what a person said", async () => {
  const sis = testSis();
  await sis.add(draft, "correction");
  await sis.add(draft, "remember");
  for (let time = 0; time < 120; time++) await sis.add(draft, "retry");
  const [lesson] = await sis.list();
  const kinds = lesson?.evidence.map(({ kind }) => kind) ?? [];
  expect(kinds).toHaveLength(50);
  expect(kinds.slice(0, 3)).toEqual(["correction", "remember", "retry"]);
});

test("of the latest 5,000 episodes each can turn out to be something else, of older ones none", () => {
  const book = new LessonBook(day);
  const outcome = { success: true, signals: ["person" as const] };
  for (let index = 0; index < 5_010; index++) {
    book.apply({
      type: "episode",
      at: today,
      episode: { ...episode({ id: `e${index}`, outcome }), calls: [] },
    });
  }
  const kept = Array.from({ length: 5_010 }, (_, index) => book.has(`e${index}`));
  expect(kept.indexOf(true)).toBe(10);
  expect(kept.lastIndexOf(false)).toBe(9);
  for (const episodeId of ["e9", "e10"]) {
    const failed = { success: false, signals: ["person" as const] };
    book.apply({ type: "outcome", at: today, episodeId, outcome: failed });
  }
  expect(book.stats().episodes).toEqual({ succeeded: 5_009, failed: 1, unknown: 0 });
});
