import { ArgentSessionManager } from "@argent/agent";

/** Opened for writing, as to resume it. */
export default async function argentSessionOpen({ path }) {
  const session = await ArgentSessionManager.open(path);
  const { messages } = session.buildSessionContext();
  await session.close();
  return messages.length;
}
