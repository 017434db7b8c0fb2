import { isAscii } from "node:buffer";

/**
 * The texts of the lines of one chunk. Lines that are read one after the other, in either direction, are decoded
 * together where they are ASCII, which takes half the time; any other line is decoded alone.
 */
export class ChunkText {
  readonly #bytes: Buffer;
  /** The line that was read last. */
  #from = Number.NaN;
  #to = Number.NaN;
  /** Bytes that were looked at together. */
  #start = 0;
  #end = 0;
  /** Their text; `undefined` where they are not all ASCII. */
  #piece: string | undefined;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The text of a line, given as a range of bytes without the line feed. */
  read(from: number, to: number): string {
    if (!this.#hasLookedAt(from, to)) this.#look(from, to);
    this.#from = from;
    this.#to = to;
    const piece = this.#hasLookedAt(from, to) ? this.#piece : undefined;
    if (piece === undefined) return this.#bytes.toString(undefined, from, to);
    return piece.slice(from - this.#start, to - this.#start);
  }

  #hasLookedAt(from: number, to: number): boolean {
    return from >= this.#start && to <= this.#end;
  }

  /** Takes the next piece of the bytes when the lines are being read in their order, or backward. */
  #look(from: number, to: number): void {
    const isNext = from === this.#to + 1;
    if (!isNext && to !== this.#from - 1) return;
    const start = isNext ? from : Math.max(0, to - pieceLength);
    const end = isNext ? Math.min(this.#bytes.length, from + pieceLength) : to;
    if (from < start || to > end) return;
    const piece = this.#bytes.subarray(start, end);
    this.#piece = isAscii(piece) ? piece.toString("latin1") : undefined;
    this.#start = start;
    this.#end = end;
  }
}

/** Bytes. Longer strings are kept in a place of their own, which takes their advantage away. */
const pieceLength = 64 * 1024;
