import { type Answer, argumentPieces } from "./answer.ts";

/** @see https://platform.claude.com/docs/en/build-with-claude/streaming */
export function anthropicEvents(answer: Answer): object[] {
  const isText = answer.kind === "text";
  const usage = { input_tokens: 25, output_tokens: 1 };
  return [
    {
      type: "message_start",
      message: {
        id: "msg_bench",
        type: "message",
        role: "assistant",
        model: "claude-bench",
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage,
      },
    },
    {
      type: "content_block_start",
      index: 0,
      content_block: isText
        ? { type: "text", text: "" }
        : { type: "tool_use", id: "toolu_bench", name: "write_file", input: {} },
    },
    ...deltasOf(answer).map((delta) => ({ type: "content_block_delta", index: 0, delta })),
    { type: "content_block_stop", index: 0 },
    {
      type: "message_delta",
      delta: { stop_reason: isText ? "end_turn" : "tool_use", stop_sequence: null },
      usage: { output_tokens: 1000 },
    },
    { type: "message_stop" },
  ];
}

function deltasOf(answer: Answer): object[] {
  return answer.kind === "text"
    ? answer.deltas.map((text) => ({ type: "text_delta", text }))
    : argumentPieces(answer).map((piece) => ({ type: "input_json_delta", partial_json: piece }));
}
