import { AiError } from "../../error.ts";
import { type Fields, recordField, stringField } from "../fields.ts";

/**
 * How an answer ends. `delta` has `stop_reason`, and `stop_details` for a refusal.
 *
 * - `pause_turn` (a server tool took long) is a stop: what came is valid, and may be sent back to go on.
 * - `model_context_window_exceeded` is a length: the answer up to there is valid; the next request finds the window full.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons
 */
export function endOfAnswer(
  delta: Fields,
  provider: string,
): "stop" | "length" | "toolUse" | AiError {
  const reason = stringField(delta, "stop_reason");
  switch (reason) {
    case "end_turn":
    case "stop_sequence":
    case "pause_turn":
    case undefined: // `message_stop` alone says that the answer is complete
      return "stop";
    case "tool_use":
      return "toolUse";
    case "max_tokens":
    case "model_context_window_exceeded":
      return "length";
    case "refusal":
    case "sensitive":
      return refusal(recordField(delta, "stop_details"), reason, provider);
    default:
      return new AiError(
        "server",
        `The answer stopped for a reason that is not known: "${reason}".`,
        { vendorCode: reason, retryable: false, provider },
      );
  }
}

function refusal(details: Fields, reason: string, provider: string): AiError {
  const explanation = stringField(details, "explanation");
  return new AiError("content_filter", explanation || "The model refused to answer.", {
    vendorCode: stringField(details, "category") ?? reason,
    provider,
  });
}
