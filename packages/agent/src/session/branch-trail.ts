import type { ChunkLine } from "./chunk-lines.ts";

type Step =
  /** A message of the branch; the trail goes on at its parent. */
  | "on the branch"
  /** A message of another branch. */
  | "beside it"
  /** A line that does not start as messages are usually written. */
  | "unknown";

/**
 * Follows a branch towards its root over the raw lines of messages. It works on bytes and makes no strings, because it
 * sees every line of a long session when that is opened.
 */
export class BranchTrail {
  #wanted: string | null;
  readonly #bytes = new Uint8Array(64);
  /** How many of the bytes are wanted; 0 when the id has to be compared as a string. */
  #length = 0;

  constructor(wanted: string | null) {
    this.#wanted = wanted;
    this.moveTo(wanted);
  }

  /** The id that comes next on the branch. */
  get wanted(): string | null {
    if (this.#length > 0)
      this.#wanted = Buffer.from(this.#bytes.subarray(0, this.#length)).toString();
    return this.#wanted;
  }

  moveTo(id: string | null): void {
    this.#wanted = id;
    this.#length = id !== null && plainId.test(id) ? id.length : 0;
    for (let index = 0; index < this.#length; index++) {
      this.#bytes[index] = id?.charCodeAt(index) ?? 0;
    }
  }

  follow({ bytes, from, to }: ChunkLine): Step {
    if (this.#length === 0 || !startsWith(bytes, from, beforeId)) return "unknown";
    const id = from + beforeId.length;
    for (let index = 0; index < this.#length; index++) {
      if (bytes[id + index] !== this.#bytes[index]) return "beside it";
    }
    const parent = id + this.#length + beforeParent.length;
    if (!startsWith(bytes, id + this.#length, beforeParent)) return "unknown";
    let length = 0;
    while (isPlain(bytes[parent + length]) && parent + length < to) length++;
    if (length === 0 || length > this.#bytes.length || bytes[parent + length] !== quote)
      return "unknown";
    for (let index = 0; index < length; index++) this.#bytes[index] = bytes[parent + index] ?? 0;
    this.#length = length;
    return "on the branch";
  }
}

const quote = 0x22;
const beforeId = Buffer.from('{"type":"message","id":"');
const beforeParent = Buffer.from('","parentId":"');
const plainId = /^[\w-]{1,64}$/;

function startsWith(bytes: Buffer, at: number, prefix: Buffer): boolean {
  for (let index = 0; index < prefix.length; index++) {
    if (bytes[at + index] !== prefix[index]) return false;
  }
  return true;
}

function isPlain(byte: number | undefined): boolean {
  return byte !== undefined && byte !== quote && byte !== 0x5c && byte < 0x80;
}
