import { type BigIntStats, fstatSync, type Stats, statSync } from "node:fs";
import type { LogPosition } from "./entry-log.ts";
import { SessionError } from "./session-error.ts";

/**
 * Looks where a file ends, by its path or its descriptor; `undefined` when there is none. Looks that find the same file
 * share its identity, so that it is put together once and not for each append.
 *
 * @param refuse Makes the error for what is there and is no file. Default: a SessionError `not_a_session`.
 */
export function createFileLook(refuse: (file: string | number) => Error = notAFile): FileLook {
  let last: SeenFile | undefined;
  function look(descriptor: number): LogPosition;
  function look(path: string): LogPosition | undefined;
  function look(file: string | number): LogPosition | undefined {
    const stats = typeof file === "number" ? fstatSync(file) : statSync(file, ifThere);
    if (!stats) return undefined;
    if (!stats.isFile()) throw refuse(file);
    if (!last || !isSameFile(last, stats)) {
      // Numbers hold what most file systems use; objects of big integers cost as much as the look itself.
      if (!Number.isSafeInteger(stats.ino)) return lookExactly(file);
      const { dev, ino, birthtimeMs } = stats;
      last = { dev, ino, birthtimeMs, identity: `${dev}:${ino}:${birthtimeMs}` };
    }
    return { identity: last.identity, offset: stats.size };
  }
  return look;
}

/** What is written to a pipe or a device cannot be read again. */
function notAFile(file: string | number): SessionError {
  const name = typeof file === "string" ? file : "What was opened";
  return new SessionError("not_a_session", `${name} is not a file. Choose a file.`);
}

interface FileLook {
  (descriptor: number): LogPosition;
  (path: string): LogPosition | undefined;
}

interface SeenFile extends Pick<Stats, "dev" | "ino" | "birthtimeMs"> {
  readonly identity: string;
}

const ifThere = { throwIfNoEntry: false } as const;

function isSameFile(seen: SeenFile, { dev, ino, birthtimeMs }: Stats): boolean {
  return seen.ino === ino && seen.dev === dev && seen.birthtimeMs === birthtimeMs;
}

function lookExactly(file: string | number): LogPosition | undefined {
  const stats: BigIntStats | undefined =
    typeof file === "number"
      ? fstatSync(file, { bigint: true })
      : statSync(file, { bigint: true, throwIfNoEntry: false });
  if (!stats) return undefined;
  const { dev, ino, birthtimeNs, size } = stats;
  return { identity: `${dev}:${ino}:${birthtimeNs}`, offset: Number(size) };
}
