import { type FileHandle, open } from "node:fs/promises";

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

/** Lets the file handles of this process go wrong until it is disposed. The bytes that are written are really written. */
export async function faultyDisk(): Promise<FaultyDisk> {
  const prototype = await handlePrototype();
  const { write, datasync, truncate } = prototype;
  const disk: FaultyDisk = {
    faults: [],
    syncs: true,
    truncates: true,
    [Symbol.dispose]: () => replace({ write, datasync, truncate }),
  };

  function replace(methods: object): void {
    for (const [name, value] of Object.entries(methods)) {
      Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
    }
  }

  replace({
    async write(this: FileHandle, data: Uint8Array, offset = 0) {
      const fault = disk.faults.shift();
      if (fault && "systemCode" in fault) throw systemError(fault.systemCode);
      const left = data.length - offset;
      return Reflect.apply(write, this, [data, offset, Math.min(left, fault?.short ?? left)]);
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
