import fs from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

/** What the next write to a file does: it writes so many bytes, or it fails. */
export type WriteFault = { short: number } | { systemCode: "ENOSPC" | "EIO" };

export interface FaultyDisk extends Disposable {
  /** For the next writes, one each; when they are used up, writes are whole again. */
  faults: WriteFault[];
  /** Whether what was written reaches the disk when it is asked for. */
  syncs: boolean;
  /** Whether a file can be cut. */
  truncates: boolean;
}

/**
 * Lets the file handles of this process, and its synchronous writes of bytes, go wrong until it is disposed. The bytes
 * that are written are really written.
 */
export async function faultyDisk(): Promise<FaultyDisk> {
  const prototype = await handlePrototype();
  const { write, writeFile, datasync, truncate } = prototype;
  const { writeSync } = fs;
  const disk: FaultyDisk = {
    faults: [],
    syncs: true,
    truncates: true,
    [Symbol.dispose]() {
      replace(prototype, { write, writeFile, datasync, truncate });
      replace(fs, { writeSync });
    },
  };

  /** How many bytes the next write takes. */
  function accepted(left: number): number {
    const fault = disk.faults.shift();
    if (fault && "systemCode" in fault) throw systemError(fault.systemCode);
    return Math.min(left, fault?.short ?? left);
  }

  replace(fs, {
    writeSync(descriptor: number, data: Uint8Array, offset = 0, length = data.length - offset) {
      return writeSync(descriptor, data, offset, accepted(length));
    },
  });
  replace(prototype, {
    async write(this: FileHandle, data: Uint8Array, offset = 0) {
      return Reflect.apply(write, this, [data, offset, accepted(data.length - offset)]);
    },
    async writeFile(this: FileHandle, text: string) {
      const data = Buffer.from(text);
      await Reflect.apply(write, this, [data, 0, accepted(data.length)]);
    },
    async datasync(this: FileHandle) {
      if (!disk.syncs) throw systemError("EIO");
      await datasync.call(this);
    },
    async truncate(this: FileHandle, length: number) {
      if (!disk.truncates) throw systemError("EIO");
      await truncate.call(this, length);
    },
  });
  return disk;
}

function replace(owner: object, methods: object): void {
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(owner, name, { value, writable: true, configurable: true });
  }
  syncBuiltinESMExports();
}

/** The class is not exported. */
async function handlePrototype(): Promise<FileHandle> {
  const handle = await open("/dev/null");
  const prototype: FileHandle = Object.getPrototypeOf(handle);
  await handle.close();
  return prototype;
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: this disk is faulty`), { code });
}
