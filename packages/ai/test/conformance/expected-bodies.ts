import type { Model } from "../../src/model.ts";
import type { VendorApi } from "../../src/testing/vendor-server/protocol.ts";
import { tool } from "./shared-requests.ts";
import type { ThinkingRow } from "./thinking-table.ts";

/** What a request is about. */
export type Kind =
  | { type: "text" }
  | { type: "tools" }
  | { type: "images" }
  /** The conversation of `conversationOf`, made by the asked model itself or by another one. */
  | { type: "own" | "foreign"; ids: readonly [string, string] };

/** Everything of a body that does not depend on the thinking level. */
export function expectedBody({ endpoint, model }: ThinkingRow, kind: Kind): object {
  return { ...bodies[apiOf(model)](model, kind), ...extras(endpoint, model, kind) };
}

const bodies: Record<VendorApi, (model: Model, kind: Kind) => object> = {
  "anthropic-messages": anthropicBody,
  "openai-completions": completionsBody,
  "openai-responses": responsesBody,
  "google-generative-ai": googleBody,
};

function apiOf({ api }: Model): VendorApi {
  const known = Object.keys(bodies).find((name): name is VendorApi => name === api);
  if (known === undefined) throw new Error(`No body is known for "${api}".`);
  return known;
}

const { name, description, parameters } = tool;
const base64 = "iVBORw0KGgo=";
const url = `data:image/png;base64,${base64}`;
const userPlaceholder = "(image omitted: model does not support images)";
const resultPlaceholder = "(tool image omitted: model does not support images)";
const attached = "Attached image(s) from tool result:";

function hasTools({ type }: Kind): boolean {
  return type !== "text" && type !== "images";
}

/** What single vendors and models add. */
function extras(endpoint: string, { id, reasoning }: Model, kind: Kind): object {
  switch (endpoint) {
    case "openai (chat)":
      return { max_completion_tokens: 32_000, store: false };
    case "xai (chat)":
      return { max_completion_tokens: id === "grok-3-mini" ? 8_192 : 30_000 };
    case "minimax":
      return { max_tokens: 32_000, ...(reasoning && { reasoning_split: true }) };
    case "zai":
      return { max_tokens: 32_000, ...(hasTools(kind) && { tool_stream: true }) };
    case "openai-compatible":
      return { max_tokens: 32_000 };
    default:
      return {};
  }
}

function anthropicBody(model: Model, kind: Kind): object {
  const eager = model.provider === "anthropic" && { eager_input_streaming: true };
  return {
    model: model.id,
    stream: true,
    system: [{ type: "text", text: "Be brief." }],
    messages: anthropicMessages(kind),
    ...(hasTools(kind) && {
      tools: [{ name, description, input_schema: parameters, ...eager }],
      tool_choice: { type: "auto" },
    }),
  };
}

function anthropicMessages(kind: Kind): object[] {
  const text = (words: string) => ({ type: "text", text: words });
  const image = {
    type: "image",
    source: { type: "base64", media_type: "image/png", data: base64 },
  };
  if (kind.type === "images") return [{ role: "user", content: [text("What is it?"), image] }];
  if (kind.type === "text" || kind.type === "tools") {
    return [{ role: "user", content: [text("Hello.")] }];
  }
  const [first, second] = kind.ids;
  const use = (id: string, path: string) => ({ type: "tool_use", id, name, input: { path } });
  const thought = {
    type: "thinking",
    thinking: "Hm.",
    signature: "c2lnbmVkIGJ5IEFudGhyb3BpYw==",
  };
  return [
    { role: "user", content: [text("Compare a and b.")] },
    {
      role: "assistant",
      content: [
        ...(kind.type === "own" ? [thought] : []),
        text("Looking."),
        use(first, "a"),
        use(second, "b"),
      ],
    },
    {
      role: "user",
      content: [
        { type: "tool_result", tool_use_id: first, content: [text("A"), image] },
        {
          type: "tool_result",
          tool_use_id: second,
          content: [text("Not there.")],
          is_error: true,
        },
        text("Go on."),
      ],
    },
  ];
}

function completionsBody(model: Model, kind: Kind): object {
  const { provider, reasoning } = model;
  const strict = (provider === "openai" || provider === "zai") && { strict: false };
  const role = provider === "openai" && reasoning ? "developer" : "system";
  return {
    model: model.id,
    stream: true,
    stream_options: { include_usage: true },
    messages: [{ role, content: "Be brief." }, ...chatMessages(model, kind)],
    ...(hasTools(kind) && {
      tools: [{ type: "function", function: { name, description, parameters, ...strict } }],
      tool_choice: "auto",
    }),
  };
}

function chatMessages({ provider, vision }: Model, kind: Kind): object[] {
  const picture = { type: "image_url", image_url: { url } };
  const text = (words: string) => ({ type: "text", text: words });
  if (kind.type === "images") {
    const content = vision ? [text("What is it?"), picture] : `What is it?\n${userPlaceholder}`;
    return [{ role: "user", content }];
  }
  if (kind.type === "text" || kind.type === "tools") return [{ role: "user", content: "Hello." }];
  const [first, second] = kind.ids;
  const call = (id: string, path: string) => ({
    id,
    type: "function",
    function: { name, arguments: JSON.stringify({ path }) },
  });
  const replayed: Record<string, object> = {
    minimax: { reasoning_details: [{ type: "reasoning.text", text: "Hm." }] },
    zai: { reasoning_content: "Hm." },
  };
  return [
    { role: "user", content: "Compare a and b." },
    {
      role: "assistant",
      content: "Looking.",
      ...(kind.type === "own" && replayed[provider]),
      tool_calls: [call(first, "a"), call(second, "b")],
    },
    { role: "tool", tool_call_id: first, content: vision ? "A" : `A\n${resultPlaceholder}` },
    { role: "tool", tool_call_id: second, content: "Not there." },
    ...(vision ? [{ role: "user", content: [text(attached), picture] }] : []),
    { role: "user", content: "Go on." },
  ];
}

function responsesBody(model: Model, kind: Kind): object {
  const role = model.provider === "xai" ? "system" : "developer";
  return {
    model: model.id,
    stream: true,
    store: false,
    max_output_tokens: 32_000,
    include: ["reasoning.encrypted_content"],
    input: [{ role, content: "Be brief." }, ...inputItems(kind)],
    ...(hasTools(kind) && {
      tools: [{ type: "function", name, description, parameters, strict: false }],
      tool_choice: "auto",
    }),
  };
}

function inputItems(kind: Kind): object[] {
  const text = (words: string) => ({ type: "input_text", text: words });
  const image = { type: "input_image", detail: "auto", image_url: url };
  if (kind.type === "images") return [{ role: "user", content: [text("What is it?"), image] }];
  if (kind.type === "text" || kind.type === "tools") {
    return [{ role: "user", content: [text("Hello.")] }];
  }
  const isOwn = kind.type === "own";
  const call = (pair: string, path: string) => {
    const [call_id, id] = pair.split("|");
    const args = JSON.stringify({ path });
    return { type: "function_call", ...(isOwn && { id }), call_id, name, arguments: args };
  };
  const spoken = {
    type: "message",
    id: "msg_1",
    role: "assistant",
    status: "completed",
    content: [{ type: "output_text", text: "Looking.", annotations: [] }],
  };
  const thought = { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "c2VjcmV0" };
  const [first, second] = kind.ids;
  const output = (pair: string, words: unknown) => ({
    type: "function_call_output",
    call_id: pair.split("|")[0],
    output: words,
  });
  return [
    { role: "user", content: [text("Compare a and b.")] },
    ...(isOwn ? [thought, spoken] : [{ role: "assistant", content: "Looking." }]),
    call(first, "a"),
    call(second, "b"),
    output(first, [text("A"), image]),
    output(second, "Not there."),
    { role: "user", content: [text("Go on.")] },
  ];
}

function googleBody({ id }: Model, kind: Kind): object {
  return {
    systemInstruction: { parts: [{ text: "Be brief." }] },
    contents: contents(kind, !id.startsWith("gemini-2")),
    store: false,
    ...(hasTools(kind) && {
      tools: [{ functionDeclarations: [{ name, description, parametersJsonSchema: parameters }] }],
      toolConfig: { functionCallingConfig: { mode: "AUTO" } },
    }),
  };
}

/** From Gemini 3 on, calls have ids and signatures, and results may hold images. */
function contents(kind: Kind, isThird: boolean): object[] {
  const user = (...parts: object[]) => ({ role: "user", parts });
  const image = { inlineData: { mimeType: "image/png", data: base64 } };
  if (kind.type === "images") return [user({ text: "What is it?" }, image)];
  if (kind.type === "text" || kind.type === "tools") return [user({ text: "Hello." })];
  const [first, second] = kind.ids;
  const isOwn = kind.type === "own";
  const sign = { thoughtSignature: "c2lnbmVkIGJ5IEdvb2dsZQ==" };
  const unsigned = isThird && { thoughtSignature: "skip_thought_signature_validator" };
  const call = (id: string, path: string) => ({
    functionCall: { ...(isThird && { id }), name, args: { path } },
  });
  const response = (id: string, given: object, fields: object = {}) => ({
    functionResponse: { ...(isThird && { id }), name, response: given, ...fields },
  });
  return [
    user({ text: "Compare a and b." }),
    {
      role: "model",
      parts: [
        ...(isOwn ? [{ text: "Hm.", thought: true, ...sign }] : []),
        { text: "Looking.", ...(isOwn && sign) },
        { ...call(first, "a"), ...(isOwn ? sign : unsigned) },
        call(second, "b"),
      ],
    },
    user(
      response(first, { output: "A" }, isThird ? { parts: [image] } : {}),
      response(second, { error: "Not there." }),
      ...(isThird ? [] : [{ text: attached }, image]),
    ),
    user({ text: "Go on." }),
  ];
}
