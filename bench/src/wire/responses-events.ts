import { type Answer, argumentPieces, type TextAnswer, type ToolAnswer } from "./answer.ts";

/** @see https://platform.openai.com/docs/api-reference/responses-streaming */
export function responsesEvents(answer: Answer): object[] {
  const { events, item } = answer.kind === "text" ? messageOf(answer) : callOf(answer);
  const response = {
    id: "resp_bench",
    object: "response",
    created_at: 1_800_000_000,
    model: "gpt-bench",
    status: "in_progress",
    output: [],
    usage: null,
  };
  const usage = {
    input_tokens: 25,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 1000,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 1025,
  };
  return [
    { type: "response.created", response },
    { type: "response.in_progress", response },
    ...events,
    { type: "response.output_item.done", output_index: 0, item },
    {
      type: "response.completed",
      response: { ...response, status: "completed", output: [item], usage },
    },
  ].map((event, index) => ({ ...event, sequence_number: index }));
}

function messageOf({ deltas }: TextAnswer) {
  const text = deltas.join("");
  const place = { item_id: "msg_bench", output_index: 0, content_index: 0 };
  const part = { type: "output_text", text, annotations: [], logprobs: [] };
  const item = { id: "msg_bench", type: "message", role: "assistant", status: "completed" };
  const events = [
    {
      type: "response.output_item.added",
      output_index: 0,
      item: { ...item, status: "in_progress", content: [] },
    },
    { type: "response.content_part.added", ...place, part: { ...part, text: "" } },
    ...deltas.map((delta) => ({
      type: "response.output_text.delta",
      ...place,
      delta,
      logprobs: [],
    })),
    { type: "response.output_text.done", ...place, text, logprobs: [] },
    { type: "response.content_part.done", ...place, part },
  ];
  return { events, item: { ...item, content: [part] } };
}

function callOf(answer: ToolAnswer) {
  const pieces = argumentPieces(answer);
  const place = { item_id: "fc_bench", output_index: 0 };
  const item = {
    id: "fc_bench",
    type: "function_call",
    status: "completed",
    call_id: "call_bench",
    name: "write_file",
    arguments: pieces.join(""),
  };
  const events = [
    {
      type: "response.output_item.added",
      output_index: 0,
      item: { ...item, status: "in_progress", arguments: "" },
    },
    ...pieces.map((delta) => ({
      type: "response.function_call_arguments.delta",
      ...place,
      delta,
    })),
    { type: "response.function_call_arguments.done", ...place, arguments: item.arguments },
  ];
  return { events, item };
}
