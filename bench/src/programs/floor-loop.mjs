import { createNoop, streamOf } from "./loop-script.mjs";

export default async function floorLoop({ turns }) {
  return loopOver(turns, () => {});
}

/** The least an agent loop can do: read the answer, tell a listener, run the tool, append its result, ask again. */
export async function loopOver(turns, record) {
  const noop = createNoop();
  const messages = [];
  let events = 0;
  const listener = () => {
    events++;
  };
  add({ role: "user", content: "Go on.", timestamp: 0 });
  for (let turn = 0; ; turn++) {
    const message = await readAnswer(streamOf(turn, turns), listener);
    add(message);
    if (message.stopReason === "stop") break;
    for (const { id, name, arguments: args } of message.content) {
      const result = await noop.tool.execute(id, args);
      add({ role: "toolResult", toolCallId: id, toolName: name, ...result });
    }
  }
  if (events === 0) throw new Error("The listener heard nothing.");
  return noop.calls();

  function add(message) {
    messages.push(message);
    record(message);
  }
}

async function readAnswer(events, listener) {
  for await (const event of events) {
    listener(event);
    if (event.type === "done") return event.message;
  }
}
