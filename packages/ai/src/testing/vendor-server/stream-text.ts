import type { Answer } from "../answer.ts";
import type { StreamText } from "./faults.ts";
import { frameEvent } from "./framing.ts";
import type { Framing, VendorCall, VendorProtocol } from "./protocol.ts";

/** An answer as the text of a vendor's stream. */
export function streamOfAnswer(
  protocol: VendorProtocol,
  answer: Answer,
  call: VendorCall,
  framing: Framing,
): StreamText {
  const events = [...protocol.opening(answer, call), ...endingOf(protocol, answer, call)];
  return streamOfPayloads(
    protocol,
    events.map((event, index) =>
      JSON.stringify(framing.numbered ? { ...event, sequence_number: index } : event),
    ),
    call,
    framing,
    answer.error === undefined || answer.error.kind === "content_filter",
  );
}

/** Recorded payloads as the text of a vendor's stream. */
export function streamOfPayloads(
  protocol: VendorProtocol,
  payloads: readonly string[],
  call: VendorCall,
  framing: Framing,
  isComplete = true,
): StreamText {
  const frame = (payload: string) => frameEvent(payload, framing);
  return {
    events: payloads.map(frame),
    closing: isComplete && framing.closing ? frame(framing.closing) : "",
    errorText: (body) => {
      const errors =
        body === undefined ? protocol.streamErrors({ kind: "overloaded" }, call) : [body];
      return errors.map((error) => frame(JSON.stringify(error))).join("");
    },
    newline: framing.newline,
  };
}

/** A lost connection has no last words. */
function endingOf(protocol: VendorProtocol, answer: Answer, call: VendorCall): object[] {
  const { error } = answer;
  if (error === undefined || error.kind === "content_filter") return protocol.ending(answer, call);
  return isLost(answer) ? [] : protocol.streamErrors(error, call);
}

/** Whether the script says that the connection breaks, rather than that the vendor reports an error. */
export function isLost(answer: Answer): boolean {
  const kind = answer.error?.kind;
  return answer.error?.status === undefined && (kind === "network" || kind === "aborted");
}
