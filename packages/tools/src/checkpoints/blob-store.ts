import { createHash } from "node:crypto";

/** Contents by their hash. The same content is kept once. */
export interface BlobStore {
  /** Keeps a content, at `hashOf` it. `false` when it is larger than the store may be. */
  put(hash: string, content: Uint8Array): Promise<boolean>;
  /** `undefined` when it was never kept, or is no longer. */
  get(hash: string): Promise<Uint8Array | undefined>;
}

/** SHA-256 in hexadecimal. */
export function hashOf(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** For tests, and for sessions that are gone with the process. */
export function memoryBlobStore(): BlobStore {
  const contents = new Map<string, Uint8Array>();
  return {
    async put(hash, content) {
      if (!contents.has(hash)) contents.set(hash, Uint8Array.from(content));
      return true;
    },
    get: async (hash) => contents.get(hash),
  };
}
