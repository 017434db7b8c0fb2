import { AiError } from "../../error.ts";
import type { MessageBuilder } from "../message-builder.ts";

/**
 * Ends the answer as the candidate's `finishReason` says, of which `STOP` is the one for answers and calls alike: `stop`
 * says which of them it was. `words` are the vendor's explanation.
 */
export function finishAnswer(
  builder: MessageBuilder,
  reason: string,
  stop: "stop" | "toolUse",
  words?: string,
): void {
  switch (reason) {
    case "STOP":
      builder.finish(stop);
      break;
    case "MAX_TOKENS":
    // The request's own limit is reached before the model's; asking again goes on from here.
    case "CONTINUATION":
      builder.finish("length");
      break;
    case "SAFETY":
    case "RECITATION":
    case "LANGUAGE":
    case "BLOCKLIST":
    case "PROHIBITED_CONTENT":
    case "SPII":
    case "IMAGE_SAFETY":
    case "IMAGE_PROHIBITED_CONTENT":
    case "IMAGE_RECITATION":
      builder.fail(refused(`The vendor's filter stopped the answer (${reason}).`, reason, words));
      break;
    default:
      // Malformed calls and the like are slips of the model's sampling: another try usually succeeds.
      builder.fail(
        new AiError("server", sentence(`The vendor ended the answer with ${reason}.`, words), {
          vendorCode: reason,
          provider: builder.message.provider,
        }),
      );
  }
}

/** The prompt itself was refused; there is no answer. */
export function failBlocked(builder: MessageBuilder, reason: string, words?: string): void {
  builder.fail(refused(`The vendor blocked the prompt (${reason}).`, reason, words));
}

function refused(text: string, reason: string, words: string | undefined): AiError {
  return new AiError("content_filter", sentence(text, words), { vendorCode: reason });
}

function sentence(text: string, words: string | undefined): string {
  return words ? `${text} ${words}` : text;
}
