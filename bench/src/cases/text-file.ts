import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

/** Bytes of a line, with its line feed. */
export const lineLength = 50;

/** Writes a file of `bytes` in numbered lines. `middle`, which may have another length, is the line at its half. */
export async function writeTextFile(path: string, bytes: number, middle?: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = createWriteStream(path);
  const lines = Math.round(bytes / lineLength);
  const half = Math.round(lines / 2);
  for (let line = 1; line <= lines; line++) {
    const text = line === half && middle !== undefined ? middle : lineText(line);
    if (!file.write(`${text}\n`)) await once(file, "drain");
  }
  file.end();
  await once(file, "close");
}

/** Line number `line`, counted from 1. */
export function lineText(line: number): string {
  return `Line ${line} of a text that is read and edited`.padEnd(lineLength - 1, ".");
}
