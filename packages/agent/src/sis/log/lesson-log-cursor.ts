import type { FileHandle } from "node:fs/promises";
import { crc32 } from "node:zlib";
import type { LogPosition } from "../../session/entry-log.ts";

/** The cursor of a log of which nothing has been read. */
export const noCursor = "";

/** A cursor at a place in a file. It goes with the bytes before it, so that an edit in place is noticed as well. */
export async function cursorAt(
  handle: FileHandle,
  { identity, offset }: LogPosition,
): Promise<string> {
  if (offset === 0) return noCursor;
  const length = Math.min(offset, checkedLength);
  const { buffer } = await handle.read(Buffer.alloc(length), 0, length, offset - length);
  return `${offset} ${crc32(buffer)} ${identity}`;
}

/** The offset of a cursor; `undefined` when the file is not, or no longer, the one that it is a place in. */
export async function offsetOf(
  cursor: string,
  handle: FileHandle,
  end: LogPosition,
): Promise<number | undefined> {
  if (cursor === noCursor) return 0;
  const offset = Number.parseInt(cursor, 10);
  if (!(offset > 0 && offset <= end.offset)) return undefined;
  const same = await cursorAt(handle, { ...end, offset });
  return same === cursor ? offset : undefined;
}

/** Bytes. */
const checkedLength = 1024;
