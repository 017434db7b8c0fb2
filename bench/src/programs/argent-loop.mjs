import { Agent } from "@argent/agent";
import { createNoop, model, streamOf } from "./loop-script.mjs";

/** Argent's agent over a scripted model, with one listener. */
export default async function argentLoop({ turns }) {
  const noop = createNoop();
  let turn = 0;
  const agent = new Agent({
    streamFn: () => streamOf(turn++, turns),
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
