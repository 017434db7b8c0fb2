import { Agent } from "@mariozechner/pi-agent-core";
import { createNoop, model } from "../programs/loop-script.mjs";
import { answer } from "./pi-answer.mjs";

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
