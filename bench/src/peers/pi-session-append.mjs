import { SessionManager } from "@mariozechner/pi-coding-agent";

export default async function piSessionAppend({ folder, count, messages }) {
  const session = SessionManager.create(folder, folder);
  for (let index = 0; index < count; index++) session.appendMessage(messages[index % 2]);
  return session.getEntries().length;
}
