import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AiError } from "../error.ts";
import type { StreamEvent } from "../event.ts";
import type { AssistantMessage } from "../message.ts";
import { testModel } from "../testing/test-model.ts";
import type { WireAdapter } from "./adapter.ts";
import { anthropicMessages } from "./anthropic-messages/adapter.ts";
import { googleGenerativeAi } from "./google-generative-ai/adapter.ts";
import { MessageBuilder } from "./message-builder.ts";
import { openaiCompletions } from "./openai-completions/adapter.ts";
import { openaiResponses } from "./openai-responses/adapter.ts";

/** The field as it should be, as something else, or not at all. */
function field<T>(usual: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 6, arbitrary: usual },
    fc.jsonValue({ maxDepth: 1 }),
    fc.constant(undefined),
  );
}

const text = field(fc.string({ maxLength: 4 }));
const index = field(fc.nat(2));

const item = field(
  fc.record({
    type: field(fc.constantFrom("message", "reasoning", "function_call", "web_search_call")),
    id: field(fc.constantFrom("msg_1", "rs_1", "fc_1", "fc_2")),
    call_id: field(fc.constantFrom("call_1", "call_2")),
    name: text,
    arguments: field(fc.constantFrom("", "{}", '{"x":1}', '{"x"')),
    content: field(fc.array(field(fc.record({ text, refusal: text })))),
    summary: field(fc.array(field(fc.record({ text })))),
    encrypted_content: text,
  }),
);

const responsesEvent = fc.record({
  type: field(
    fc
      .constantFrom(
        ...["created", "output_item.added", "output_item.done", "output_text.delta"],
        ...["output_text.done", "reasoning_summary_text.delta", "reasoning_text.delta"],
        ...["function_call_arguments.delta", "function_call_arguments.done", "refusal.delta"],
        ...["completed", "incomplete", "failed"],
      )
      .map((name) => `response.${name}`),
  ),
  output_index: index,
  content_index: index,
  summary_index: index,
  item_id: field(fc.constantFrom("msg_1", "rs_1", "fc_1", "fc_2")),
  item,
  delta: text,
  text,
  arguments: text,
  response: field(fc.record({ output: field(fc.array(item, { maxLength: 2 })) })),
});

const part = field(
  fc.record({
    text,
    thought: field(fc.boolean()),
    thoughtSignature: text,
    functionCall: field(
      fc.record({
        id: text,
        name: text,
        args: field(fc.dictionary(fc.string(), fc.jsonValue())),
        partialArgs: field(
          fc.array(
            field(fc.record({ jsonPath: fc.constantFrom("$.a", "$.b[0]"), stringValue: text })),
          ),
        ),
        willContinue: field(fc.boolean()),
      }),
    ),
    executableCode: field(fc.record({ code: text })),
  }),
);

const googleChunk = fc.record({
  candidates: field(
    fc.array(
      field(
        fc.record({
          content: field(fc.record({ parts: field(fc.array(part, { maxLength: 3 })) })),
          finishReason: field(fc.constantFrom(undefined, "STOP", "MAX_TOKENS", "SAFETY")),
        }),
      ),
      { maxLength: 2 },
    ),
  ),
  usageMetadata: field(fc.record({ promptTokenCount: field(fc.nat()) })),
  error: fc.constant(undefined),
});

const args = field(fc.constantFrom("", "{}", '{"x":1}', '{"x"', ":1}"));
const usage = field(
  fc.record({ input_tokens: field(fc.nat()), completion_tokens: field(fc.nat()) }),
);

const anthropicEvent = fc.record({
  type: field(
    fc.constantFrom(
      ...["message_start", "content_block_start", "content_block_delta", "content_block_stop"],
      ...["message_delta", "message_stop", "ping"],
    ),
  ),
  index,
  message: field(fc.record({ id: text, model: text, usage })),
  content_block: field(
    fc.record({
      type: field(
        fc.constantFrom("text", "thinking", "redacted_thinking", "tool_use", "server_tool_use"),
      ),
      id: field(fc.constantFrom("toolu_1", "toolu_2")),
      name: text,
      text,
      thinking: text,
      signature: text,
      data: text,
      input: field(fc.dictionary(fc.string(), fc.jsonValue())),
    }),
  ),
  delta: field(
    fc.record({
      type: field(
        fc.constantFrom("text_delta", "input_json_delta", "thinking_delta", "signature_delta"),
      ),
      text,
      thinking: text,
      signature: text,
      partial_json: args,
      stop_reason: field(fc.constantFrom("end_turn", "tool_use", "max_tokens", "refusal")),
    }),
  ),
  usage,
});

const toolCallPiece = field(
  fc.record({
    index,
    id: field(fc.constantFrom("call_1", "call_2")),
    type: field(fc.constantFrom("function", "custom", "web_search")),
    function: field(fc.record({ name: text, arguments: args })),
  }),
);

const completionsChunk = fc.record({
  id: text,
  choices: field(
    fc.array(
      field(
        fc.record({
          delta: field(
            fc.record({
              content: text,
              reasoning_content: text,
              reasoning_details: field(fc.array(field(fc.record({ text })))),
              tool_calls: field(fc.array(toolCallPiece, { maxLength: 3 })),
              refusal: field(fc.constant(null)),
            }),
          ),
          finish_reason: field(fc.constantFrom(null, null, "stop", "length", "tool_calls")),
        }),
      ),
      { maxLength: 2 },
    ),
  ),
  usage,
});

const protocols: { adapter: WireAdapter; payload: fc.Arbitrary<unknown> }[] = [
  { adapter: anthropicMessages, payload: fc.oneof(anthropicEvent, fc.jsonValue()) },
  { adapter: openaiCompletions, payload: fc.oneof(completionsChunk, fc.jsonValue()) },
  { adapter: openaiResponses, payload: fc.oneof(responsesEvent, fc.jsonValue()) },
  { adapter: googleGenerativeAi, payload: fc.oneof(googleChunk, fc.jsonValue()) },
];

describe.each(protocols)("$adapter.api", ({ adapter, payload }) => {
  test("whatever the server sends, the events make one well-formed answer", () => {
    fc.assert(
      fc.property(fc.array(payload, { maxLength: 20 }), (payloads) => {
        expectWellFormed(...decoded(adapter, payloads));
      }),
      { numRuns: 500 },
    );
  });
});

function decoded(adapter: WireAdapter, payloads: unknown[]): [StreamEvent[], AssistantMessage] {
  const model = testModel();
  const events: StreamEvent[] = [];
  const builder = new MessageBuilder({ model, emit: (event) => events.push(event), now: () => 0 });
  const request = { model, messages: [] };
  const turn = { request, model, compat: {}, thinking: "off" as const, maxTokens: 1 };
  const decoder = adapter.createDecoder(builder, turn);
  try {
    for (const payload of payloads) {
      if (!builder.finished) decoder.event(payload);
    }
    if (!builder.finished) decoder.end();
  } catch (cause) {
    if (!AiError.isInstance(cause)) throw cause;
    builder.fail(cause);
  }
  builder.fail(new AiError("network", "The stream ended before the answer was complete."));
  return [events, builder.message];
}

function expectWellFormed(events: StreamEvent[], message: AssistantMessage): void {
  const terminals = events.filter(({ type }) => type === "done" || type === "error");
  expect(terminals).toEqual(events.slice(-1));
  const deltas = message.content.map(() => "");
  for (const event of events) {
    if ("delta" in event) deltas[event.contentIndex] += event.delta;
  }
  for (const [contentIndex, block] of message.content.entries()) {
    const own = events.filter(
      (event) => "contentIndex" in event && event.contentIndex === contentIndex,
    );
    expect(own[0]?.type).toMatch(/_start$/);
    if (message.stopReason !== "error") expect(own.at(-1)?.type).toMatch(/_end$/);
    if (block.type === "text") expect(deltas[contentIndex]).toBe(block.text);
    if (block.type === "thinking") expect(deltas[contentIndex]).toBe(block.thinking);
    if (block.type === "toolCall" && message.stopReason !== "error" && !block.argumentsError) {
      expect(block.arguments).toEqual(JSON.parse(deltas[contentIndex] || "{}"));
    }
  }
}
