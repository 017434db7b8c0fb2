import { expect, test } from "vitest";
import { type HandoffModel, handoff } from "./handoff.ts";
import type {
  AssistantContent,
  AssistantMessage,
  ImageContent,
  Message,
  TextContent,
  ToolCall,
  ToolResultMessage,
  UserMessage,
} from "./message.ts";

const claude = modelOf("anthropic-messages", "claude");
const gpt = modelOf("openai-responses", "gpt");
const chat = modelOf("openai-completions", "chat");
const gemini = modelOf("google-generative-ai", "gemini");
const everyModel = [claude, gpt, chat, gemini];

test("returns the same objects when there is nothing to do", () => {
  const messages = [
    user("hi"),
    answer(claude, [
      { type: "thinking", thinking: "hm", thinkingSignature: "sig" },
      text("let me see"),
      call("toolu_1"),
    ]),
    result("toolu_1"),
    answer(claude, [text("done")]),
  ];
  const handed = handoff(messages, claude);
  expect(handed).not.toBe(messages);
  for (const [index, message] of messages.entries()) expect(handed[index]).toBe(message);
});

test("drops failed and aborted answers together with their results", () => {
  const messages = [
    user("one"),
    { ...answer(chat, [text("par"), call("a")]), stopReason: "aborted" as const },
    result("a"),
    { ...answer(chat, [text("par")]), stopReason: "error" as const },
    user("two"),
  ];
  expect(handoff(messages, chat)).toEqual([messages[0], messages[4]]);
});

test("does not give the result of a dropped answer to an earlier call of the same id", () => {
  const messages = [
    user("one"),
    answer(chat, [call("a")]),
    { ...answer(chat, [call("a")]), stopReason: "aborted" as const },
    result("a", "of the aborted one"),
  ];
  expect(handoff(messages, chat)[2]).toMatchObject({
    isError: true,
    content: [text("No result provided")],
  });
});

test("answers calls without a result, before the next message and at the end", () => {
  const handed = handoff(
    [
      user("go"),
      answer(chat, [call("a"), call("b")]),
      result("b"),
      user("stop"),
      answer(chat, [call("c")]),
    ],
    chat,
  );
  expect(handed.map(summary)).toEqual([
    "user",
    "assistant a b",
    "result a!",
    "result b",
    "user",
    "assistant c",
    "result c!",
  ]);
  expect(handed[2]).toEqual({
    role: "toolResult",
    toolCallId: "a",
    toolName: "read",
    content: [text("No result provided")],
    isError: true,
    timestamp: 2,
  });
});

test("removes results without a call, results before their call, and second results", () => {
  const handed = handoff(
    [
      result("x"),
      user("go"),
      result("a"),
      answer(chat, [call("a")]),
      result("a", "first"),
      result("a", "second"),
      result("y"),
    ],
    chat,
  );
  expect(handed.map(summary)).toEqual(["user", "assistant a", "result a"]);
  expect(handed[2]).toMatchObject({ content: [text("first")] });
});

test("puts results directly behind their call and in call order", () => {
  const handed = handoff(
    [
      user("go"),
      answer(chat, [call("a"), call("b")]),
      user("wait"),
      result("b"),
      answer(chat, [text("ok")]),
      result("a"),
    ],
    chat,
  );
  expect(handed.map(summary)).toEqual([
    "user",
    "assistant a b",
    "result a",
    "result b",
    "user",
    "assistant",
  ]);
});

test("names a result after the tool that was called", () => {
  const renamed = { ...result("a"), toolName: "call_0" };
  expect(handoff([user("go"), answer(chat, [call("a")]), renamed], gemini)[2]).toMatchObject({
    toolName: "read",
  });
});

test("gives thinking and signatures back to the model that made them, and to no other", () => {
  const content: AssistantContent[] = [
    { type: "thinking", thinking: "", thinkingSignature: "encrypted" },
    { type: "thinking", thinking: "", thinkingSignature: "hidden", redacted: true },
    { ...text("hello"), textSignature: "ts" },
    { ...call("a"), thoughtSignature: "ths" },
  ];
  const messages = [user("go"), answer(claude, content), result("a")];
  expect(handoff(messages, claude)[1]).toBe(messages[1]);
  for (const other of [{ ...claude, id: "opus" }, { ...claude, provider: "proxy" }, gemini]) {
    expect(handoff(messages, other)[1]).toMatchObject({ content: [text("hello"), call("a")] });
    expect(JSON.stringify(handoff(messages, other)[1])).not.toMatch(/ignature|thinking/);
  }
});

test.each<[string, HandoffModel, number]>([
  ["kept where it is replayed as text", chat, 2],
  ["dropped on Anthropic, which refuses it", claude, 1],
  ["kept on endpoints that never sign", { ...claude, compat: { allowsEmptySignature: true } }, 2],
])("unsigned thinking is %s", (_, model, blocks) => {
  const own = answer(model, [{ type: "thinking", thinking: "hm" }, text("hello")]);
  expect(handoff([user("go"), own], model)[1]?.content).toHaveLength(blocks);
});

test("drops thinking that says nothing and thinking that nothing follows", () => {
  const empty = { type: "thinking" as const, thinking: " " };
  const redacted = { type: "thinking" as const, thinking: "x", redacted: true };
  const signed = { type: "thinking" as const, thinking: "x", thinkingSignature: "s" };
  expect(
    handoff([user("go"), answer(chat, [empty, redacted, text("a")])], chat)[1]?.content,
  ).toEqual([text("a")]);
  expect(handoff([user("go"), answer(gpt, [text("a"), signed])], gpt)[1]?.content).toEqual([
    text("a"),
  ]);
  expect(handoff([user("go"), answer(claude, [signed])], claude)).toHaveLength(1);
});

test("keeps Gemini's signature on an empty text part", () => {
  const own = answer(gemini, [text("a"), { ...text(""), textSignature: "c2ln" }]);
  expect(handoff([user("go"), own], gemini)[1]).toBe(own);
  expect(handoff([user("go"), own], claude)[1]?.content).toEqual([text("a")]);
});

test("replaces images by one placeholder a run for a model without vision", () => {
  const blind = { ...chat, input: ["text" as const] };
  const messages = [
    user([image, image, text("these"), image]),
    answer(chat, [call("a")]),
    { ...result("a"), content: [image, image] },
  ];
  const handed = handoff(messages, blind);
  const omitted = text("(image omitted: model does not support images)");
  expect(handed[0]?.content).toEqual([omitted, text("these"), omitted]);
  expect(handed[2]?.content).toEqual([text("(tool image omitted: model does not support images)")]);
  expect(handoff(messages, chat)).toEqual(messages);
});

test("moves the images of a failed tool behind the results on Anthropic, which refuses them inside", () => {
  const failed = { ...result("a"), isError: true, content: [image] };
  const handed = handoff(
    [user("go"), answer(claude, [call("a"), call("b")]), failed, result("b"), user("so?")],
    claude,
  );
  expect(handed.map(summary)).toEqual(["user", "assistant a b", "result a!", "result b", "user"]);
  expect(handed[2]?.content).toEqual([text("(see attached image)")]);
  expect(handed[4]?.content).toEqual([
    text("Attached image(s) from tool result:"),
    image,
    text("so?"),
  ]);
});

test("removes half characters from every string that goes out", () => {
  const half = "\ud83d";
  const messages = [
    user(`a${half}`),
    answer(chat, [
      { type: "thinking", thinking: `b${half}` },
      text(`c${half}😀`),
      { ...call("a"), arguments: { [`k${half}`]: [{ deep: `d${half}` }, 1, null] } },
    ]),
    { ...result("a"), content: [text(`e${half}`)] },
  ];
  const handed = handoff(messages, chat);
  expect(JSON.stringify(handed)).not.toMatch(/\\ud83d/);
  expect(handed[0]?.content).toBe("a");
  expect(handed[1]?.content).toMatchObject([
    { thinking: "b" },
    { text: "c😀" },
    { arguments: { k: [{ deep: "d" }, 1, null] } },
  ]);
});

test("removes blank text and messages with nothing in them", () => {
  const messages = [
    user(" \n"),
    user([text("")]),
    user("hi"),
    answer(chat, [text("\t")]),
    answer(chat, []),
    user([text(" "), text("ho")]),
  ];
  expect(handoff(messages, chat).map(({ content }) => content)).toEqual(["hi", [text("ho")]]);
});

test("says so when a tool printed nothing", () => {
  const messages = [
    user("go"),
    answer(chat, [call("a"), call("b")]),
    { ...result("a"), content: [] },
    result("b", " \n"),
  ];
  const handed = handoff(messages, chat);
  expect(handed[2]?.content).toEqual([text("(no output)")]);
  expect(handed[3]?.content).toEqual([text("(no output)")]);
});

test.each([claude, gemini])(
  "merges neighbours of one role for $api, and lets the user begin",
  (model) => {
    const thought = { type: "thinking" as const, thinking: "hm", thinkingSignature: "s" };
    const handed = handoff(
      [
        answer(chat, [text("welcome")]),
        user("a"),
        user([text("b")]),
        answer(model, [thought, text("c")]),
        answer(chat, [text("d")]),
        user("e"),
      ],
      model,
    );
    expect(handed.map(summary)).toEqual(["user", "assistant", "user", "assistant", "user"]);
    expect(handed[2]?.content).toEqual([text("a"), text("b")]);
    expect(handed[3]).toMatchObject({ model: model.id, content: [thought, text("c"), text("d")] });
  },
);

test("leaves neighbours of one role alone where the vendor takes them", () => {
  const messages = [answer(chat, [text("welcome")]), user("a"), user("b")];
  expect(handoff(messages, chat)).toEqual(messages);
  expect(handoff(messages, gpt)).toEqual(messages);
});

const long = "x".repeat(100);
const shortHash = expect.stringMatching(/^x{31}_[0-9a-z]{8}$/);

test.each<[string, HandoffModel, string, unknown]>([
  ["foreign characters are replaced", claude, "functions.read:0", "functions_read_0"],
  ["a pair keeps its call part", claude, "call_1|fc_2", "call_1"],
  ["a pair keeps its call part", chat, "call_1|fc_2", "call_1"],
  ["a foreign item id is not sent", gpt, "call_1|fc_2", "call_1"],
  ["too long ones are cut and told apart", chat, long, shortHash],
  ["an empty one gets a name", claude, "", expect.stringMatching(/^call_\w{8}$/)],
  ["one without a good character gets a name", claude, "…", expect.stringMatching(/^call_\w{8}$/)],
  [
    "Mistral's are nine alphanumerics",
    { ...chat, compat: { toolCallIdAlphanumerics: 9 } },
    "call_1",
    expect.stringMatching(/^[0-9a-z]{9}$/),
  ],
  [
    "an endpoint's own length counts",
    { ...chat, compat: { maxToolCallIdLength: 200 } },
    long,
    long,
  ],
])("ids: %s ($1.api)", (_, model, id, wanted) => {
  const handed = handoff(
    [user("go"), answer({ ...model, id: "other" }, [call(id)]), result(id)],
    model,
  );
  expect(handed[1]).toMatchObject({ content: [{ id: wanted }] });
  expect(handed[2]).toMatchObject({
    toolCallId: Reflect.get(Object(handed[1]?.content[0]), "id"),
    isError: false,
  });
});

test("ids: a model gets back its own pairs and its own forms", () => {
  const kimi = "functions.read:0";
  expect(handoff([user("go"), answer(chat, [call(kimi)]), result(kimi)], chat)[1]).toMatchObject({
    content: [{ id: kimi }],
  });
  const pair = "call_1|fc_2";
  expect(handoff([user("go"), answer(gpt, [call(pair)]), result(pair)], gpt)[2]).toMatchObject({
    toolCallId: pair,
  });
});

test("ids: calls that share an id are told apart, each with its own result", () => {
  const messages = [
    user("go"),
    answer(gemini, [call("call_0"), call("call_0")]),
    result("call_0", "first"),
    result("call_0", "second"),
    answer(gemini, [call("call_0")]),
    result("call_0", "third"),
  ];
  for (const model of everyModel) {
    const results = handoff(messages, model).filter((message) => message.role === "toolResult");
    expect(results.map(({ content }) => content)).toEqual([
      [text("first")],
      [text("second")],
      [text("third")],
    ]);
    expect(new Set(results.map(({ toolCallId }) => toolCallId)).size).toBe(3);
  }
});

test("ids: long ids that begin alike stay apart", () => {
  const ids = [`${long}a`, `${long}b`];
  const handed = handoff(
    [user("go"), answer(gpt, ids.map(call)), ...ids.map((id) => result(id))],
    chat,
  );
  expect(new Set(handed.map(summary)).size).toBe(4);
});

test("takes null content, which files of older runtimes hold", () => {
  const broken: Message[] = JSON.parse(
    JSON.stringify([
      user("go"),
      { ...answer(chat, []), content: null },
      answer(chat, [call("a")]),
      { ...result("a"), content: null },
    ]),
  );
  expect(handoff(broken, chat).map(summary)).toEqual(["user", "assistant a", "result a"]);
});

test("takes very long conversations, and very many calls of one id", () => {
  const many = Array.from({ length: 20_000 }, (_, index) => index);
  const turns = many.flatMap(() => [answer(gemini, [call("call_0")]), result("call_0")]);
  const users = many.map(() => user("hi"));
  const parallel = [
    answer(
      gemini,
      many.map(() => call("")),
    ),
    ...many.map(() => result("")),
  ];
  expect(handoff(turns, claude)).toHaveLength(40_001);
  expect(handoff(users, claude)).toHaveLength(1);
  expect(handoff(parallel, claude)).toHaveLength(20_002);
});

function modelOf(api: string, id: string): HandoffModel {
  return { id, provider: `${id}-provider`, api, input: ["text", "image"], compat: undefined };
}

const image: ImageContent = { type: "image", data: "aGk=", mimeType: "image/png" };

function text(value: string): TextContent {
  return { type: "text", text: value };
}

function call(id: string): ToolCall {
  return { type: "toolCall", id, name: "read", arguments: { path: "a.ts" } };
}

function user(content: UserMessage["content"]): UserMessage {
  return { role: "user", content, timestamp: 1 };
}

function answer(model: HandoffModel, content: AssistantContent[]): AssistantMessage {
  const cost = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 };
  return {
    role: "assistant",
    content,
    api: model.api,
    provider: model.provider,
    model: model.id,
    usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, totalTokens: 0, cost },
    stopReason: "stop",
    timestamp: 2,
  };
}

function result(toolCallId: string, output = "ok"): ToolResultMessage {
  return {
    role: "toolResult",
    toolCallId,
    toolName: "read",
    content: [text(output)],
    isError: false,
    timestamp: 3,
  };
}

function summary(message: Message): string {
  if (message.role === "toolResult")
    return `result ${message.toolCallId}${message.isError ? "!" : ""}`;
  if (message.role === "user") return "user";
  const ids = message.content.flatMap((block) => (block.type === "toolCall" ? [block.id] : []));
  return ["assistant", ...ids].join(" ");
}
