import type { AppendableFile, EnvError, Result } from "@argent/agent/env";
import { formatSize } from "../output-limits.ts";

/** All of an output, in a file. */
export interface Spill {
  /** Copies what it is given. A promise asks to wait: what came is not yet with the file. */
  add(bytes: Uint8Array): void | Promise<void>;
  /** Resolves when the file has everything, or never will. */
  settle(): Promise<void>;
  /** Also closes the file. */
  end(): Promise<void>;
  /** Where it is, once that is known. */
  readonly path: string | undefined;
  /** Why the file does not hold everything. */
  readonly problem: string | undefined;
}

/** While one part is written the next is collected, so that the command seldom waits, and memory does not grow. */
const partBytes = 256 * 1024;
/** A runaway command does not fill the disk. */
const maximumBytes = 1024 ** 3;

/** Opens the file at once. */
export function createSpill(openFile: () => Promise<Result<AppendableFile, EnvError>>): Spill {
  const opening = openFile();
  let [collecting, other] = [Buffer.allocUnsafeSlow(partBytes), Buffer.allocUnsafeSlow(partBytes)];
  let collected = 0;
  let written = 0;
  let writing: Promise<void> | undefined;
  let path: string | undefined;
  let problem: string | undefined;

  const collect = (bytes: Uint8Array): Uint8Array => {
    const taken = bytes.subarray(0, partBytes - collected);
    collecting.set(taken, collected);
    collected += taken.length;
    writing ??= write();
    return bytes.subarray(taken.length);
  };

  const write = async () => {
    const opened = await opening;
    if (!opened.ok) problem = opened.error.message;
    else path = opened.value.path;
    while (opened.ok && collected > 0 && problem === undefined) {
      const part = collecting.subarray(0, collected);
      [collecting, other] = [other, collecting];
      collected = 0;
      const result = await opened.value.append(part);
      written += part.length;
      if (!result.ok) problem = result.error.message;
      else if (written > maximumBytes) {
        problem = `only the first ${formatSize(written)} were kept`;
      }
    }
    writing = undefined;
  };

  const collectAll = async (bytes: Uint8Array) => {
    for (let rest = bytes; rest.length > 0 && problem === undefined; rest = collect(rest)) {
      await writing;
    }
  };

  return {
    add(bytes) {
      if (problem !== undefined) return;
      const rest = collect(bytes);
      if (rest.length > 0) return collectAll(rest);
    },
    async settle() {
      await writing;
    },
    async end() {
      await writing;
      const opened = await opening;
      if (opened.ok) await opened.value.close();
    },
    get path() {
      return path;
    },
    get problem() {
      return problem;
    },
  };
}
