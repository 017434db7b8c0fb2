import type { AssistantMessage, Message, ToolCall } from "../../src/message.ts";
import type { Model } from "../../src/model.ts";
import { answerOf, image, result, user } from "./shared-requests.ts";

/** An answer that thought, spoke and called twice, as the models of one vendor leave it behind. */
interface Author {
  api: string;
  provider: string;
  model: string;
  ids: readonly [string, string];
  thinkingSignature?: string;
  textSignature?: string;
  thoughtSignature?: string;
}

const encrypted = '{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"c2VjcmV0"}';
const messageId = '{"v":1,"id":"msg_1"}';

/** None of them is a model that a test hands a conversation to. */
export const authors: Readonly<Record<string, Author>> = {
  anthropic: {
    api: "anthropic-messages",
    provider: "anthropic",
    model: "claude-haiku-4-5",
    ids: ["toolu_a", "toolu_b"],
    thinkingSignature: "c2lnbmVkIGJ5IEFudGhyb3BpYw==",
  },
  openai: {
    api: "openai-responses",
    provider: "openai",
    model: "gpt-5.2",
    ids: ["call_a|fc_a", "call_b|fc_b"],
    thinkingSignature: encrypted,
    textSignature: messageId,
  },
  "openai (chat)": {
    api: "openai-completions",
    provider: "openai",
    model: "gpt-4o",
    ids: ["call_a", "call_b"],
  },
  google: {
    api: "google-generative-ai",
    provider: "google",
    model: "gemini-3-pro-preview",
    ids: ["a1", "b1"],
    thinkingSignature: "c2lnbmVkIGJ5IEdvb2dsZQ==",
    textSignature: "c2lnbmVkIGJ5IEdvb2dsZQ==",
    thoughtSignature: "c2lnbmVkIGJ5IEdvb2dsZQ==",
  },
  xai: {
    api: "openai-responses",
    provider: "xai",
    model: "grok-4.3",
    ids: ["call_a|fc_a", "call_b|fc_b"],
    thinkingSignature: encrypted,
    textSignature: messageId,
  },
  minimax: {
    api: "openai-completions",
    provider: "minimax",
    model: "MiniMax-M2",
    ids: ["call_function_a_1", "call_function_b_1"],
    thinkingSignature: "reasoning_details",
  },
  zai: {
    api: "openai-completions",
    provider: "zai",
    model: "glm-4.6",
    ids: ["call_-123_0", "call_-123_1"],
    thinkingSignature: "reasoning_content",
  },
};

/** The author of that protocol's form, under another model's name. */
export function authorLike({ api, provider, id }: Model): Author {
  const forms = Object.values(authors).filter((author) => author.api === api);
  const form = forms.find((author) => author.provider === provider) ?? forms[0];
  if (form === undefined) throw new Error(`No author writes in the form of "${api}".`);
  return { ...form, provider, model: id };
}

/** A conversation with an answer of the author's, a result with an image, one that is an error, and a further question. */
export function conversationOf(author: Author): Message[] {
  const [first, second] = author.ids;
  return [
    user("Compare a and b."),
    answerBy(author),
    result(first, [{ type: "text", text: "A" }, image]),
    result(second, [{ type: "text", text: "Not there." }], true),
    user("Go on."),
  ];
}

function answerBy(author: Author): AssistantMessage {
  const { ids, thinkingSignature, textSignature, thoughtSignature, ...whose } = author;
  const [first, second] = ids.map(
    (id, index): ToolCall => ({
      type: "toolCall",
      id,
      name: "look",
      arguments: { path: "ab"[index] },
    }),
  );
  if (first === undefined || second === undefined) throw new Error("There are two calls.");
  return answerOf(whose, [
    { type: "thinking", thinking: "Hm.", ...(thinkingSignature && { thinkingSignature }) },
    { type: "text", text: "Looking.", ...(textSignature && { textSignature }) },
    { ...first, ...(thoughtSignature && { thoughtSignature }) },
    second,
  ]);
}
