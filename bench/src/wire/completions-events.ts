import { type Answer, argumentPieces } from "./answer.ts";

/** @see https://platform.openai.com/docs/api-reference/chat-streaming */
export function completionsEvents(answer: Answer): object[] {
  const usage = { prompt_tokens: 25, completion_tokens: 1000, total_tokens: 1025 };
  return [
    ...deltasOf(answer).map((delta) => chunk([{ index: 0, delta, finish_reason: null }])),
    chunk([{ index: 0, delta: {}, finish_reason: answer.kind === "text" ? "stop" : "tool_calls" }]),
    { ...chunk([]), usage },
  ];
}

function chunk(choices: object[]) {
  return {
    id: "chatcmpl-bench",
    object: "chat.completion.chunk",
    created: 1_800_000_000,
    model: "gpt-bench",
    system_fingerprint: "fp_bench",
    choices,
  };
}

function deltasOf(answer: Answer): object[] {
  if (answer.kind === "text") {
    return [{ role: "assistant", content: "" }, ...answer.deltas.map((content) => ({ content }))];
  }
  const call = {
    index: 0,
    id: "call_bench",
    type: "function",
    function: { name: "write_file", arguments: "" },
  };
  return [
    { role: "assistant", content: null, tool_calls: [call] },
    ...argumentPieces(answer).map((piece) => ({
      tool_calls: [{ index: 0, function: { arguments: piece } }],
    })),
  ];
}
