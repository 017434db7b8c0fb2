import { constants, type FileHandle, mkdir, open, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { fileBehind } from "../../session/file-behind.ts";
import { linkOrCopy, newDraft, writeDraft } from "../../session/file-write.ts";
import { createFileLook } from "../../session/look-at-file.ts";
import { systemCodeOf } from "../../session/session-error.ts";
import { notAFile } from "./lesson-log-failure.ts";
import { hasLessonLogHeader, lessonLogHeader } from "./lesson-log-header.ts";

/**
 * Appends lines, each with its line feed, behind whatever others have appended to a file, and makes the file when there is
 * none. Lines of which only a part could be written stay where they are: cutting them off could take with it what
 * another process has appended since, and readers skip them anyway.
 */
export async function appendLessonLines(path: string, lines: string): Promise<void> {
  const lookAt = createFileLook(() => notAFile(path));
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (!lookAt(path)) await makeLog(path);
    else if (await tryToAppend(lines, path, lookAt)) return;
  }
  throw new Error("others damaged or replaced the file each time");
}

/** One is enough, and one more to make the file, unless others are killed or replace it at the same instant. */
const attempts = 20;

type FileLook = ReturnType<typeof createFileLook>;

/** The file appears together with its header; of several that make it at the same time the first one does. */
async function makeLog(path: string): Promise<void> {
  const target = fileBehind(path);
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const draft = newDraft(target);
  try {
    await writeDraft(draft, [[lessonLogHeader]], 0o600);
    await linkOrCopy(draft, target);
  } catch (cause) {
    if (systemCodeOf(cause) !== "EEXIST") throw cause;
  } finally {
    await unlink(draft).catch(() => {}); // it could not be made
  }
}

/** Whether the lines are whole in the file that the path leads to. */
async function tryToAppend(lines: string, path: string, lookAt: FileLook): Promise<boolean> {
  const handle = await open(path, O_RDWR | O_APPEND);
  try {
    const before = lookAt(handle.fd);
    const header = (await hasLessonLogHeader(handle, path)) ? "" : `${lessonLogHeader}\n`;
    const feed = (await isEnded(handle, before.offset)) ? "" : "\n";
    const data = Buffer.from(`${feed}${header}${lines}`);
    // The last line feed alone is not waited for: whoever appends next writes it.
    for (let written = 0; written < data.length - 1; ) {
      const { bytesWritten } = await handle.write(data, written);
      written += bytesWritten;
    }
    const after = lookAt(handle.fd);
    const isStillThere = lookAt(path)?.identity === after.identity;
    return isStillThere && (await isWhole(data, handle, before.offset, after.offset));
  } finally {
    await handle.close();
  }
}

const { O_APPEND, O_RDWR } = constants;
const lineFeed = 10;

async function isEnded(handle: FileHandle, offset: number): Promise<boolean> {
  if (offset === 0) return true;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, offset - 1);
  return buffer[0] === lineFeed;
}

/**
 * Whether the data stands in one piece, behind a line feed, in what was appended since the look. Between the look and the
 * write another process may have been killed in the middle of a line, and the first of ours would continue it.
 */
async function isWhole(
  data: Buffer,
  handle: FileHandle,
  from: number,
  to: number,
): Promise<boolean> {
  const length = to - from;
  if (length === data.length) return true;
  if (length < data.length - 1) return false;
  const { buffer } = await handle.read(Buffer.alloc(length), 0, length, from);
  const wanted = data.subarray(0, -1);
  for (let at = buffer.indexOf(wanted); at >= 0; at = buffer.indexOf(wanted, at + 1)) {
    if (at === 0 || wanted[0] === lineFeed || buffer[at - 1] === lineFeed) return true;
  }
  return false;
}
