import { SessionManager } from "@mariozechner/pi-coding-agent";

export default async function piSessionOpen({ path }) {
  return SessionManager.open(path).buildSessionContext().messages.length;
}
