import type { AppendableFile, EnvError, Result } from "@argent/agent/env";
import { countNewlines } from "../newlines.ts";
import { formatSize, type OutputLimits } from "../output-limits.ts";
import { redact } from "../redact.ts";
import { createByteRing } from "./byte-ring.ts";
import { firstLines, lastLines } from "./excerpt.ts";
import { plainText } from "./plain-text.ts";
import { createSpill, type Spill } from "./spill.ts";

export interface OutputCapture {
  /** Copies what it keeps. A promise holds the command back while the file is slower. */
  add(chunk: Uint8Array): void | Promise<void>;
  /** Resolves when the file has all that came. */
  settle(): Promise<void>;
  /** What the model is shown: everything, or the beginning and the end with a notice. */
  text(): string;
  readonly facts: OutputFacts;
  /** Closes the file. */
  end(): Promise<void>;
}

/** How long an output is, and where all of it is. */
export interface OutputFacts {
  /** Everything that the command printed, as bytes. */
  totalBytes: number;
  /** Everything that the command printed, as lines. */
  totalLines: number;
  truncated: boolean;
  /** Where all of it is, when it was truncated. */
  fullOutputPath?: string | undefined;
}

/** Keeps the beginning and the end of an output in memory, and all of it in a file once it passes the limits. */
export function captureOutput(
  limits: OutputLimits,
  openFile: () => Promise<Result<AppendableFile, EnvError>>,
): OutputCapture {
  const headLimits = share(limits, 1 / 5);
  const tailLimits = share(limits, 4 / 5);
  const tail = createByteRing(limits.bytes);
  const head: Uint8Array[] = [];
  let totalBytes = 0;
  let newlines = 0;
  let endsOpen = false;
  let spill: Spill | undefined;

  const totalLines = () => newlines + (endsOpen ? 1 : 0);
  const isTruncated = () => totalBytes > limits.bytes || totalLines() > limits.lines;

  return {
    add(chunk) {
      if (chunk.length === 0) return;
      const wasTruncated = isTruncated();
      totalBytes += chunk.length;
      newlines += countNewlines(chunk);
      endsOpen = chunk.at(-1) !== 10;
      tail.add(chunk);
      // The chunk that passes the limits is kept whole: it is what the file begins with.
      if (!wasTruncated) head.push(Uint8Array.from(chunk));
      if (!isTruncated()) return;
      if (spill) return spill.add(chunk);
      spill = createSpill(openFile);
      return spill.add(Buffer.concat(head));
    },
    async settle() {
      await spill?.settle();
    },
    text() {
      const kept = Buffer.concat(head);
      if (!isTruncated()) return readable(kept);
      const first = firstLines(kept, headLimits);
      const end = tail.bytes();
      const last = lastLines(end, tailLimits);
      const isWhole = first.at(-1) === 10 && end.at(-1 - last.length) === 10;
      const span = isWhole
        ? `lines 1-${countLines(first)} and ${totalLines() - countLines(last) + 1}-${totalLines()} of ${totalLines()}`
        : `the first ${formatSize(first.length)} and the last ${formatSize(last.length)} of ${formatSize(totalBytes)}`;
      const where = spill?.path ? `Full output: ${spill.path}` : "The full output was not kept";
      const reason = spill?.problem ? ` (${spill.problem})` : "";
      const gap = `[... ${formatSize(totalBytes - first.length - last.length)} left out ...]`;
      return `${block(first)}\n${gap}\n${block(last)}\n\n[Showing ${span}. ${where}${reason}]`;
    },
    get facts() {
      return {
        totalBytes,
        totalLines: totalLines(),
        truncated: isTruncated(),
        fullOutputPath: spill?.path,
      };
    },
    async end() {
      await spill?.end();
    },
  };
}

function share({ lines, bytes }: OutputLimits, part: number): OutputLimits {
  return { lines: Math.max(1, Math.floor(lines * part)), bytes: Math.floor(bytes * part) };
}

function countLines(bytes: Uint8Array): number {
  return countNewlines(bytes) + (bytes.at(-1) === 10 ? 0 : 1);
}

function block(bytes: Uint8Array): string {
  return readable(bytes).replace(/\n$/, "");
}

function readable(bytes: Uint8Array): string {
  return redact(plainText(new TextDecoder().decode(bytes)));
}
