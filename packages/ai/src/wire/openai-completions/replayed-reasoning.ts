import type { AssistantMessage } from "../../message.ts";
import type { Compat } from "../../model.ts";
import { isRecord } from "../fields.ts";

/**
 * The reasoning of an earlier answer, for the endpoints that want it back: as text in `compat.reasoningField`, and the
 * encrypted items that came beside tool calls in `reasoning_details`.
 */
export function replayedReasoning(message: AssistantMessage, compat: Compat): object {
  const { reasoningField } = compat;
  const text = message.content
    .map((block) => (block.type === "thinking" ? block.thinking : ""))
    .join("");
  const details: object[] = encryptedDetails(message);
  if (reasoningField === "reasoning_details" && text !== "") {
    details.unshift({ type: "reasoning.text", text });
  }
  const isPlain = reasoningField !== undefined && reasoningField !== "reasoning_details";
  return {
    ...(isPlain && (text !== "" || compat.requiresReasoningField) && { [reasoningField]: text }),
    ...(details.length > 0 && { reasoning_details: details }),
  };
}

/** Pi's convention: such an item is the JSON in the `thoughtSignature` of the call it belongs to. */
function encryptedDetails(message: AssistantMessage): object[] {
  return message.content.flatMap((block) => {
    if (block.type !== "toolCall" || block.thoughtSignature === undefined) return [];
    try {
      const detail: unknown = JSON.parse(block.thoughtSignature);
      return isRecord(detail) ? [detail] : [];
    } catch {
      return []; // the signature of a protocol that does not write JSON
    }
  });
}
