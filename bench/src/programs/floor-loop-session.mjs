import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { loopOver } from "./floor-loop.mjs";

/** The least an agent loop can do, and one `writeSync` for each message. */
export default async function floorLoopSession({ folder, turns }) {
  const file = openSync(join(folder, "session.jsonl"), "a");
  let parentId = null;
  let count = 0;
  const calls = await loopOver(turns, (message) => {
    const id = (count++).toString(16).padStart(8, "0");
    const timestamp = new Date().toISOString();
    writeSync(file, `${JSON.stringify({ type: "message", id, parentId, timestamp, message })}\n`);
    parentId = id;
  });
  closeSync(file);
  return calls;
}
