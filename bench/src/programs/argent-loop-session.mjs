import { join } from "node:path";
import { Agent, ArgentSessionManager } from "@argent/agent";
import { createNoop, model, streamOf } from "./loop-script.mjs";

/** Argent's agent over a scripted model, with one listener, its session in a file. */
export default async function argentLoopSession({ folder, turns }) {
  const noop = createNoop();
  const session = await ArgentSessionManager.create(folder, {
    path: join(folder, "session.jsonl"),
  });
  let turn = 0;
  const agent = new Agent({
    streamFn: () => streamOf(turn++, turns),
    session,
    initialState: { model, tools: [noop.tool] },
  });
  let events = 0;
  agent.subscribe(() => {
    events++;
  });
  await agent.prompt("Go on.");
  await session.close();
  if (events === 0) throw new Error("The listener heard nothing.");
  return noop.calls();
}
