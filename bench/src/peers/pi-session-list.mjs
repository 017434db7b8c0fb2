import { SessionManager } from "@mariozechner/pi-coding-agent";

export default async function piSessionList({ folder, cwd }) {
  return (await SessionManager.list(cwd, folder)).length;
}
