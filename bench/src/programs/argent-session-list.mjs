import { ArgentSessionManager } from "@argent/agent";

export default async function argentSessionList({ folder, cwd }) {
  return (await ArgentSessionManager.list(cwd, { sessionDir: folder })).length;
}
