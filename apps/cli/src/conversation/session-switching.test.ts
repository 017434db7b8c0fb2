import { join } from "node:path";
import { expect, test } from "vitest";
import { kitModel, openConversation, transcriptOf } from "../../test/conversation-kit.ts";

test("a fork ends before the message and gives its text; the other session stays as it was", async () => {
  await using here = await openConversation([{ text: "1" }, { text: "2" }, { text: "3" }]);
  const { conversation } = here;
  await here.say("first");
  await here.say("second");
  const before = conversation.session.getSessionFile();
  const [, second] = conversation.session
    .getEntries()
    .filter((entry) => entry.type === "message" && entry.message.role === "user");
  expect(await conversation.fork(second?.id ?? "")).toBe("second");
  expect(conversation.session.getSessionFile()).not.toBe(before);
  expect(conversation.session.getHeader().parentSession).toBe(before);
  expect(transcriptOf(conversation)).toEqual(["user: first", "assistant: 1"]);
  await here.say("another second");
  await conversation.open(before ?? "");
  expect(transcriptOf(conversation)).toEqual([
    "user: first",
    "assistant: 1",
    "user: second",
    "assistant: 2",
  ]);
});

test("a fork of the first message is an empty session with a parent; a clone has everything", async () => {
  await using here = await openConversation([{ text: "1" }]);
  const { conversation } = here;
  await expect(conversation.clone()).rejects.toMatchObject({ code: "invalid_request" });
  await here.say("first");
  const before = conversation.session.getSessionFile();
  await conversation.clone();
  expect(conversation.session.getSessionFile()).not.toBe(before);
  expect(transcriptOf(conversation)).toEqual(["user: first", "assistant: 1"]);
  const user = conversation.session.getEntries().find(({ type }) => type === "message");
  expect(await conversation.fork(user?.id ?? "")).toBe("first");
  expect(conversation.messages).toEqual([]);
  await expect(conversation.fork("nowhere")).rejects.toMatchObject({ code: "not_found" });
});

test("navigation goes to before a message of the user, with a summary of what is left when it is asked for", async () => {
  await using here = await openConversation([
    { text: "1" },
    { text: "2" },
    { text: "The summary." },
  ]);
  const { conversation } = here;
  await here.say("first");
  await here.say("second");
  const users = conversation.session
    .getEntries()
    .filter((entry) => entry.type === "message" && entry.message.role === "user");
  const there = await conversation.navigate(users[1]?.id ?? "", { summarize: true });
  expect(there).toEqual({ editorText: "second" });
  expect(transcriptOf(conversation)).toEqual(["user: first", "assistant: 1", "branchSummary"]);
  expect(await conversation.navigate(users[0]?.id ?? "")).toEqual({ editorText: "first" });
  expect(conversation.messages).toEqual([]);
});

test("a second conversation on a session only looks, sees what comes, and writes when the first has gone", async () => {
  await using here = await openConversation([{ text: "1" }, { text: "2" }, { text: "3" }]);
  await here.say("first");
  const path = here.conversation.session.getSessionFile() ?? "";
  const second = await here.another({ session: { type: "file", path } });
  expect(transcriptOf(second)).toEqual(["user: first", "assistant: 1"]);
  await expect(second.prompt("me too")).rejects.toMatchObject({ code: "lease_held" });
  const seen = Promise.withResolvers<void>();
  second.subscribe((event) => {
    if (event.type === "message_end" && event.message.role === "assistant") seen.resolve();
  });
  await here.say("second");
  await seen.promise;
  expect(transcriptOf(second)).toEqual(transcriptOf(here.conversation));
  await here.conversation.close();
  await second.prompt("third");
  await second.settled();
  expect(transcriptOf(second)).toEqual([
    "user: first",
    "assistant: 1",
    "user: second",
    "assistant: 2",
    "user: third",
    "assistant: 3",
  ]);
});

test("a conversation in memory leaves nothing behind, and neither do those that follow it", async () => {
  await using here = await openConversation([{ text: "1" }, { text: "2" }], {
    session: { type: "memory" },
  });
  await here.say("a");
  await here.conversation.startNew();
  expect(here.conversation.messages).toEqual([]);
  await here.say("b");
  expect(here.conversation.session.getSessionFile()).toBeUndefined();
});

test("the model and the level that were chosen are there when the session is opened again", async () => {
  const other = { ...kitModel, id: "other" };
  await using here = await openConversation([{ text: "1" }]);
  const { conversation } = here;
  await conversation.setModel(other);
  expect(conversation.session.getEntries()).toEqual([]);
  await here.say("a");
  await conversation.setThinkingLevel("high");
  const path = conversation.session.getSessionFile() ?? "";
  await conversation.close();
  const again = await here.another({
    session: { type: "file", path },
    findModel: () => other,
  });
  expect(again.model.id).toBe("other");
  expect(again.thinkingLevel).toBe("high");
});

test("a session that is opened later brings its model and its level", async () => {
  const other = { ...kitModel, id: "other" };
  await using here = await openConversation([{ text: "1" }, { text: "2" }], {
    findModel: (_, id) => (id === "other" ? other : kitModel),
  });
  const { conversation } = here;
  await here.say("a");
  const path = conversation.session.getSessionFile() ?? "";
  await conversation.startNew();
  await conversation.setModel(other);
  await conversation.setThinkingLevel("high");
  await here.say("b");
  const second = conversation.session.getSessionFile() ?? "";
  await conversation.open(path);
  expect([conversation.model.id, conversation.thinkingLevel]).toEqual([kitModel.id, "off"]);
  await conversation.open(second);
  expect([conversation.model.id, conversation.thinkingLevel]).toEqual(["other", "high"]);
});

test("what was asked for at the start holds for a session that is chosen then, and not for later ones", async () => {
  const other = { ...kitModel, id: "other" };
  await using here = await openConversation([{ text: "1" }, { text: "2" }]);
  await here.say("a");
  const path = here.conversation.session.getSessionFile() ?? "";
  await here.conversation.close();
  const asked = { model: other, thinkingLevel: "high" } as const;
  const again = await here.another({ ...asked, findModel: () => kitModel });
  await again.open(path);
  expect([again.model.id, again.thinkingLevel]).toEqual(["other", "high"]);
  await again.open(path);
  expect([again.model.id, again.thinkingLevel]).toEqual([kitModel.id, "off"]);
});

test("a session whose model is not to be found goes on with another one, and says so", async () => {
  const lost = { ...kitModel, id: "lost" };
  await using here = await openConversation([{ text: "1" }, { text: "2" }], { model: lost });
  await here.say("a");
  const path = here.conversation.session.getSessionFile() ?? "";
  await here.conversation.close();
  const warnings: string[] = [];
  const warned = Promise.withResolvers<void>();
  const again = await here.another({ session: { type: "file", path } });
  again.subscribe((event) => {
    if (event.type !== "warning") return;
    warnings.push(event.message);
    warned.resolve();
  });
  await warned.promise;
  expect(again.model).toEqual(kitModel);
  await again.open(path);
  const warning = expect.stringMatching(/last answered by \S+\/lost\. .* \S+ answers instead\.$/);
  expect(warnings).toEqual([warning, warning]);
});

test("a session that is not there is not begun by opening it, and the old one stays", async () => {
  await using here = await openConversation([{ text: "1" }, { text: "2" }]);
  const { conversation } = here;
  await here.say("a");
  const path = join(here.sessionFolder, "nothing.jsonl");
  await expect(conversation.open(path)).rejects.toMatchObject({ code: "not_found" });
  await here.say("b");
  expect(transcriptOf(conversation)).toHaveLength(4);
});
