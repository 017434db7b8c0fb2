import { createAssistantMessageEventStream } from "@mariozechner/pi-ai";
import { contentOf, messageOf } from "../programs/loop-script.mjs";

/** The scripted model's answer of a turn, as Pi's stream. */
export function answer(turn, turns) {
  const content = contentOf(turn, turns);
  const message = messageOf(turn, turns);
  const stream = createAssistantMessageEventStream();
  const place = { contentIndex: 0, partial: message };
  stream.push({ type: "start", partial: message });
  if (content.type === "toolCall") {
    stream.push({ type: "toolcall_start", ...place });
    stream.push({ type: "toolcall_end", ...place, toolCall: content });
  } else {
    stream.push({ type: "text_start", ...place });
    stream.push({ type: "text_end", ...place, content: content.text });
  }
  stream.push({ type: "done", reason: message.stopReason, message });
  return stream;
}
