import { describe, expect, test } from "vitest";
import { describeLessonLog } from "./lesson-log-suite.ts";
import { memoryLessonLog } from "./memory-lesson-log.ts";

describeLessonLog(
  "memoryLessonLog",
  () => {
    const log = memoryLessonLog();
    return { open: () => log };
  },
  { describe, test },
);

test("the cursor of another log means nothing", async () => {
  const [one, other] = [memoryLessonLog(), memoryLessonLog()];
  await one.append([{ type: "reflected", at: 1, episodeId: "run" }]);
  const { cursor } = await other.read();
  expect(await one.read(cursor)).toMatchObject({ events: [{ at: 1 }], isWhole: true });
});
