import { join } from "node:path";
import { ArgentSessionManager } from "@argent/agent";

/** A rejection of an append that is not awaited itself ends the process, and with it the measurement. */
export default async function argentSessionAppend({ folder, count, together, messages }) {
  const session = await ArgentSessionManager.create(folder, {
    path: join(folder, "session.jsonl"),
  });
  for (let index = 0; index < count; ) {
    const last = Math.min(count, index + together) - 1;
    while (index < last) session.appendMessage(messages[index++ % 2]);
    await session.appendMessage(messages[index++ % 2]);
  }
  const written = session.getEntries().length;
  await session.close();
  return written;
}
