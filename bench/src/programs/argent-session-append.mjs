import { join } from "node:path";
import { ArgentSessionManager } from "@argent/agent";

export default async function argentSessionAppend({ folder, count, messages, waits }) {
  const session = await ArgentSessionManager.create(folder, {
    path: join(folder, "session.jsonl"),
  });
  const appended = [];
  for (let index = 0; index < count; index++) {
    const append = session.appendMessage(messages[index % 2]);
    if (waits) await append;
    else appended.push(append);
  }
  await Promise.all(appended);
  const written = session.getEntries().length;
  await session.close();
  return written;
}
