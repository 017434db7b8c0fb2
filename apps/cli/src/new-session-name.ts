import { randomBytes } from "node:crypto";

/** A name for a session that nobody named: its time, so that names sort by age, and something random. */
export function newSessionName(): string {
  const time = new Date().toISOString().slice(0, 19).replace(/[-:]/g, "");
  return `${time}_${randomBytes(3).toString("hex")}`;
}
