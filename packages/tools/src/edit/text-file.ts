/** The content of a file, with the views of it that edits are looked up in. Built on first use. */
export interface TextFile {
  /** As it is on the disk. */
  readonly bytes: Buffer;
  /** With every CRLF as LF. The same buffer when there is none. */
  readonly unix: Buffer;
  /** The offset in `bytes` that an offset in `unix` stands for. */
  offsetOf(unixOffset: number): number;
  readonly lines: readonly TextLine[];
}

export interface TextLine {
  /** Offsets in `bytes`; the end excludes the line ending. */
  readonly start: number;
  readonly end: number;
  /** The start of the next line. */
  readonly next: number;
  readonly text: string;
}

export function textFile(bytes: Buffer): TextFile {
  let converted: { unix: Buffer; removed: number[] } | undefined;
  let lines: TextLine[] | undefined;
  const convert = () => {
    converted ??= removeCarriageReturns(bytes);
    return converted;
  };
  return {
    bytes,
    get unix() {
      return convert().unix;
    },
    offsetOf: (unixOffset) => unixOffset + countBelow(convert().removed, unixOffset),
    get lines() {
      lines ??= splitLines(bytes);
      return lines;
    },
  };
}

/** The lines of a text; a final line ending does not start another line. */
export function splitLines(bytes: Buffer): TextLine[] {
  const lines: TextLine[] = [];
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(10, start);
    const next = newline === -1 ? bytes.length : newline + 1;
    const bare = newline === -1 ? next : newline;
    const end = newline > start && bytes[bare - 1] === 13 ? bare - 1 : bare;
    lines.push({ start, end, next, text: bytes.toString("utf8", start, end) });
    start = next;
  }
  return lines;
}

/** @returns Where CRs were removed, as offsets of the LFs that followed them in the result. */
function removeCarriageReturns(bytes: Buffer): { unix: Buffer; removed: number[] } {
  const removed: number[] = [];
  const pieces: Buffer[] = [];
  let kept = 0;
  for (let at = bytes.indexOf("\r\n"); at !== -1; at = bytes.indexOf("\r\n", at + 2)) {
    removed.push(at - removed.length);
    pieces.push(bytes.subarray(kept, at));
    kept = at + 1;
  }
  if (removed.length === 0) return { unix: bytes, removed };
  pieces.push(bytes.subarray(kept));
  return { unix: Buffer.concat(pieces), removed };
}

/** How many of the ascending numbers are below a limit. */
function countBelow(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? limit) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
