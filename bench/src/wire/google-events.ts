import { type Answer, piecesOf, type ToolAnswer } from "./answer.ts";

/** @see https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse */
export function googleEvents(answer: Answer): object[] {
  const parts = answer.kind === "text" ? answer.deltas.map((text) => ({ text })) : callOf(answer);
  return [
    ...parts.map((part) => chunk({ content: { role: "model", parts: [part] }, index: 0 })),
    chunk({ content: { role: "model", parts: [{ text: "" }] }, finishReason: "STOP", index: 0 }),
  ];
}

function chunk(candidate: object) {
  return {
    candidates: [candidate],
    usageMetadata: { promptTokenCount: 25, candidatesTokenCount: 1000, totalTokenCount: 1025 },
    modelVersion: "gemini-bench",
    responseId: "bench",
  };
}

/**
 * Arguments a value at a time, a string in pieces.
 *
 * @see https://cloud.google.com/vertex-ai/generative-ai/docs/multimodal/function-calling
 */
function callOf({ path, content }: ToolAnswer): object[] {
  return [
    { functionCall: { name: "write_file", willContinue: true } },
    streamed({ jsonPath: "$.path", stringValue: path }),
    ...piecesOf(content).map((stringValue) =>
      streamed({ jsonPath: "$.content", stringValue, willContinue: true }),
    ),
    streamed({ jsonPath: "$.content", stringValue: "" }),
    { functionCall: {} },
  ];
}

function streamed(argument: object): object {
  return { functionCall: { partialArgs: [argument], willContinue: true } };
}
