import { createSis, memoryLessonLog } from "@argent/agent";

/** A Sis with one lesson, which fits `prompt` and is never withheld. */
export async function oneLesson() {
  const sis = createSis({ log: memoryLessonLog() });
  const draft = {
    title: "Tests run with pnpm",
    when: "Running the tests of the project.",
    do: "Run `pnpm test`.",
  };
  const { lesson } = await sis.add(draft, "person");
  await sis.approve(lesson.id);
  return { sis, lesson, prompt: "Run the tests of the project." };
}
