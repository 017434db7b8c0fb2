import { createSis, memoryLessonLog } from "@argent/agent";
import { expect, test } from "vitest";
import { openConversation } from "../../test/conversation-kit.ts";

test("the lessons of a conversation are still known when its session is opened again", async () => {
  const sis = createSis({ log: memoryLessonLog() });
  const { lesson } = await sis.add({
    title: "Stop the worker",
    when: "the database is migrated",
    do: "Stop the worker before",
  });
  await using place = await openConversation([{ text: "Migrated." }, { text: "Again." }], { sis });
  const { conversation } = place;
  expect(await conversation.shownLessons()).toEqual([]);
  await place.say("Migrate the database.");
  expect(await conversation.shownLessons()).toEqual([lesson]);
  expect(place.events.filter(({ type }) => type === "lesson_injected")).toHaveLength(1);
  await conversation.startNew();
  expect(await conversation.shownLessons()).toEqual([]);
});

test("a lesson that a conversation shows is not shown a second time, also after it was closed", async () => {
  const sis = createSis({ log: memoryLessonLog() });
  await sis.add({ title: "Stop the worker", when: "the database is migrated", do: "Stop it" });
  await using place = await openConversation([{ text: "Migrated." }, { text: "Again." }], { sis });
  const { conversation } = place;
  await place.say("Migrate the database.");
  const path = conversation.session.getSessionFile() ?? "";
  await conversation.close();
  const again = await place.another({ sis, session: { type: "file", path } });
  await again.prompt("Migrate the database.");
  await again.settled();
  expect(await again.shownLessons()).toHaveLength(1);
  const [request] = place.provider.requests.slice(-1);
  expect(JSON.stringify(request?.messages).match(/<lessons>/g)).toHaveLength(1);
  expect(await sis.stats()).toMatchObject({ shown: 1 });
});

test("without lessons there is no list of them", async () => {
  await using place = await openConversation([]);
  expect(await place.conversation.shownLessons()).toBeUndefined();
});
