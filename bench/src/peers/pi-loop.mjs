import { Agent } from "@mariozechner/pi-agent-core";
import { createAssistantMessageEventStream } from "@mariozechner/pi-ai";
import { contentOf, createNoop, messageOf, model } from "../programs/loop-script.mjs";

/** Pi's agent over a scripted model, with one listener. */
export default async function piLoop({ turns }) {
  const noop = createNoop();
  let turn = 0;
  const agent = new Agent({
    streamFn: () => answer(turn++, turns),
    initialState: { model, tools: [noop.tool] },
  });
  let events = 0;
  agent.subscribe(() => {
    events++;
  });
  await agent.prompt("Go on.");
  if (events === 0) throw new Error("The listener heard nothing.");
  return noop.calls();
}

function answer(turn, turns) {
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
