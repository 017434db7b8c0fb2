import { closeSync, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";

/** The first and the last 8 KB of each file. */
export default async function floorSessionList({ folder }) {
  const bytes = Buffer.alloc(8192);
  const sessions = [];
  for (const name of readdirSync(folder)) {
    const file = openSync(join(folder, name));
    const { size, mtimeMs } = fstatSync(file);
    const head = textOf(bytes, readSync(file, bytes, 0, bytes.length, 0)).split("\n");
    const tail = textOf(bytes, readSync(file, bytes, 0, bytes.length, Math.max(0, size - 8192)));
    closeSync(file);
    const { id, cwd } = JSON.parse(head[0]);
    const first = JSON.parse(head[1]).message;
    const last = JSON.parse(tail.trimEnd().split("\n").at(-1)).message;
    sessions.push({ id, cwd, first, last, modified: mtimeMs });
  }
  return sessions.sort((a, b) => b.modified - a.modified).length;
}

function textOf(bytes, length) {
  return bytes.toString("utf8", 0, length);
}
