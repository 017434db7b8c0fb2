import { AiError } from "../../error.ts";
import { errorFromParts } from "../../vendor-error.ts";
import { type Fields, isRecord, recordField, stringField } from "../fields.ts";
import type { MessageBuilder } from "../message-builder.ts";
import { responsesUsage } from "./usage.ts";

/** What the items of an answer say about its end, beside the response that closes it. */
export interface ItemsEnd {
  /** Makes an error of an answer that the vendor calls complete; empty when there is none. */
  refusal: string;
  /** A call was announced, and did not come. */
  isCallMissing: boolean;
}

/** Ends the answer as a closed response says. `status` counts where the response has none of its own. */
export function finishResponse(
  builder: MessageBuilder,
  response: Fields,
  status: string,
  { refusal, isCallMissing }: ItemsEnd,
): void {
  if (isRecord(response.usage)) builder.setUsage(responsesUsage(response.usage));
  const settled = stringField(response, "status") ?? status;
  if (isRecord(response.error) || settled === "failed") {
    builder.fail(errorFromParts({ body: response, provider: builder.message.provider }));
  } else if (refusal !== "") {
    builder.fail(new AiError("content_filter", refusal, { vendorCode: "refusal" }));
  } else if (settled === "completed") {
    builder.finish(isCallMissing ? "toolUse" : "stop");
  } else if (settled === "incomplete") {
    finishIncomplete(builder, response);
  } else {
    builder.fail(
      new AiError("server", `The vendor ended the answer with the status "${settled}".`, {
        vendorCode: settled,
      }),
    );
  }
}

function finishIncomplete(builder: MessageBuilder, response: Fields): void {
  const reason = stringField(recordField(response, "incomplete_details"), "reason");
  if (reason === "content_filter") {
    const words = "The vendor's content filter stopped the answer.";
    builder.fail(new AiError("content_filter", words, { vendorCode: reason }));
  } else {
    builder.finish("length");
  }
}
