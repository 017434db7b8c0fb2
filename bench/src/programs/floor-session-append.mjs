import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";

/** One `writeSync` per entry. */
export default async function floorSessionAppend({ folder, count, messages }) {
  const file = openSync(join(folder, "session.jsonl"), "a");
  let parentId = null;
  for (let index = 0; index < count; index++) {
    const id = index.toString(16).padStart(8, "0");
    const message = messages[index % 2];
    const timestamp = new Date().toISOString();
    writeSync(file, `${JSON.stringify({ type: "message", id, parentId, timestamp, message })}\n`);
    parentId = id;
  }
  closeSync(file);
  return count;
}
