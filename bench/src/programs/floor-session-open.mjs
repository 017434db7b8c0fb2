import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";

/** `JSON.parse` of each line; of a compacted session, of the lines from the end that the context needs. */
export default async function floorSessionOpen({ path, kept }) {
  if (kept !== undefined) return readTail(path).length;
  const messages = [];
  for (const line of readFileSync(path, "utf8").split("\n")) {
    if (line === "") continue;
    const entry = JSON.parse(line);
    if (entry.type === "message") messages.push(entry.message);
  }
  return messages.length;
}

function readTail(path) {
  const messages = [];
  let firstKept;
  for (const line of linesFromTheEnd(path)) {
    const entry = JSON.parse(line);
    messages.push(entry.message ?? entry.summary);
    firstKept ??= entry.firstKeptEntryId;
    if (entry.id === firstKept) break;
  }
  return messages.reverse();
}

function* linesFromTheEnd(path) {
  const file = openSync(path);
  const block = Buffer.alloc(256 * 1024);
  let rest = Buffer.alloc(0);
  try {
    for (let end = fstatSync(file).size; end > 0; end -= block.length) {
      const start = Math.max(0, end - block.length);
      const length = readSync(file, block, 0, end - start, start);
      const bytes = Buffer.concat([block.subarray(0, length), rest]);
      const firstLine = start === 0 ? 0 : bytes.indexOf(10) + 1;
      rest = bytes.subarray(0, firstLine);
      yield* bytes.toString("utf8", firstLine).trimEnd().split("\n").reverse();
    }
  } finally {
    closeSync(file);
  }
}
