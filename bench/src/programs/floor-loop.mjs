import { createNoop, streamOf } from "./loop-script.mjs";

/** The least an agent loop can do: read the answer, tell a listener, run the tool, append its result, ask again. */
export default async function floorLoop({ turns }) {
  const noop = createNoop();
  const messages = [{ role: "user", content: "Go on.", timestamp: 0 }];
  let events = 0;
  const listener = () => {
    events++;
  };
  for (let turn = 0; ; turn++) {
    const message = await readAnswer(streamOf(turn, turns), listener);
    messages.push(message);
    if (message.stopReason === "stop") break;
    for (const { id, name, arguments: args } of message.content) {
      const result = await noop.tool.execute(id, args);
      messages.push({ role: "toolResult", toolCallId: id, toolName: name, ...result });
    }
  }
  if (events === 0) throw new Error("The listener heard nothing.");
  return noop.calls();
}

async function readAnswer(events, listener) {
  for await (const event of events) {
    listener(event);
    if (event.type === "done") return event.message;
  }
}
