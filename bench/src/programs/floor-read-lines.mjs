import { open } from "node:fs/promises";

/** Counts line feeds block by block until the lines are there. */
export default async function floorReadLines({ args: { path, offset, limit }, shows }) {
  const file = await open(path);
  const block = Buffer.allocUnsafe(1024 * 1024);
  let skip = offset - 1;
  let text = "";
  let missing = limit;
  try {
    while (missing > 0) {
      const { bytesRead } = await file.read(block, 0, block.length);
      if (bytesRead === 0) break;
      let start = 0;
      for (; skip > 0; skip--) {
        const end = block.indexOf(10, start);
        if (end < 0 || end >= bytesRead) break;
        start = end + 1;
      }
      if (skip > 0) continue;
      const first = start;
      for (; missing > 0; missing--) {
        const end = block.indexOf(10, start);
        if (end < 0 || end >= bytesRead) {
          start = bytesRead;
          break;
        }
        start = end + 1;
      }
      text += block.toString("utf8", first, start);
    }
  } finally {
    await file.close();
  }
  return Number(text.includes(shows));
}
