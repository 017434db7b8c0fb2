/** The events of a response and the items in it, for the corpus. */
export const created = {
  type: "response.created",
  response: { id: "resp_1", status: "in_progress", output: [] },
};
export const counts = { input_tokens: 12, output_tokens: 7, total_tokens: 19 };
export const closing = (status: string, fields: object = {}) => ({
  type: `response.${status}`,
  response: { id: "resp_1", status, usage: counts, ...fields },
});

export const added = (output_index: number | undefined, item: object) => ({
  type: "response.output_item.added",
  output_index,
  item,
});
export const done = (output_index: number | undefined, item: object) => ({
  type: "response.output_item.done",
  output_index,
  item,
});
const textDelta = (output_index: number, delta: string) => ({
  type: "response.output_text.delta",
  output_index,
  item_id: "msg_1",
  content_index: 0,
  delta,
});
export const argumentsDelta = (
  output_index: number | undefined,
  item_id: string,
  delta: string,
) => ({
  type: "response.function_call_arguments.delta",
  output_index,
  item_id,
  delta,
});
export const argumentsDone = (output_index: number, item_id: string, args: string) => ({
  type: "response.function_call_arguments.done",
  output_index,
  item_id,
  arguments: args,
});
export const summaryDelta = (summary_index: number, delta: string) => ({
  type: "response.reasoning_summary_text.delta",
  output_index: 0,
  item_id: "rs_1",
  summary_index,
  delta,
});

export const message = (fields: object = {}) => ({
  type: "message",
  id: "msg_1",
  role: "assistant",
  content: [],
  ...fields,
});
export const spoken = message({
  content: [{ type: "output_text", text: "Hello", annotations: [] }],
});
export const call = (number: number, args = "", fields: object = {}) => ({
  type: "function_call",
  id: `fc_${number}`,
  call_id: `call_${number}`,
  name: "look",
  arguments: args,
  ...fields,
});
export const reasoning = (fields: object = {}) => ({
  type: "reasoning",
  id: "rs_1",
  summary: [],
  ...fields,
});
export const secret = reasoning({ encrypted_content: "c2VjcmV0" });

export const says = (index = 0) => [
  added(index, message()),
  textDelta(index, "He"),
  textDelta(index, "llo"),
  done(index, spoken),
];
export const answer = (...payloads: object[]) => [created, ...payloads, closing("completed")];
