import { createReadStream } from "node:fs";

/** Resolves when every process that holds the writing end of a FIFO has ended. */
export async function fifoClosed(path: string): Promise<void> {
  for await (const _ of createReadStream(path));
}
