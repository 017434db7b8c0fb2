import { AiError, type AiErrorCode } from "../../error.ts";
import { type Fields, recordField, recordOf } from "../fields.ts";
import type { MessageBuilder } from "../message-builder.ts";

/** Ends the answer as its `finish_reason` says. Words beyond OpenAI's own are of the vendor named beside them. */
export function finishAnswer(
  builder: MessageBuilder,
  reason: string,
  choice: Fields,
  provider: string,
): void {
  switch (reason) {
    case "stop":
    case "end":
    case "eos": // Together
    case "eos_token": // Text Generation Inference
      builder.finish("stop");
      break;
    case "length":
      builder.finish("length");
      break;
    case "tool_calls":
    case "function_call":
      builder.finish("toolUse");
      break;
    default:
      builder.fail(new AiError(errorCode(reason), errorText(reason, choice), { provider }));
  }
}

function errorCode(reason: string): AiErrorCode {
  switch (reason) {
    case "content_filter":
    case "sensitive": // Z.AI
      return "content_filter";
    case "network_error": // Z.AI
      return "network";
    case "insufficient_system_resource": // DeepSeek
      return "overloaded";
    case "model_context_window_exceeded": // Z.AI
      return "context_overflow";
    default:
      return "server";
  }
}

/** The words are Pi's; hosts compare them. Azure says which of its filters stopped the answer. */
function errorText(reason: string, choice: Fields): string {
  const filters = Object.entries(recordField(choice, "content_filter_results"))
    .filter(([, result]) => recordOf(result).filtered === true)
    .map(([name]) => name);
  const detail = filters.length > 0 ? ` (${filters.join(", ")})` : "";
  return `Provider finish_reason: ${reason}${detail}`;
}
