import type { ChunkLine } from "./chunk-lines.ts";
import type { ParsedLine } from "./parse-line.ts";

/** A line that could not be read as it is. It stays in the log; nothing else is affected. */
export interface SessionWarning {
  code: /** Nothing could be read from it. */
    | "damaged_line"
    /** The last line, cut off by a crash or still being written. */
    | "torn_line"
    /** Broken in front; the entry behind it was read. */
    | "recovered_line";
  /** Where it starts in the log. */
  offset: number;
  /** Bytes. */
  length: number;
}

/** What is wrong with a line; `undefined` for most. */
export function damage(line: ChunkLine, parsed: ParsedLine): SessionWarning | undefined {
  const code = damageCode(line, parsed);
  return code && { code, offset: line.offset, length: line.to - line.from };
}

function damageCode(line: ChunkLine, parsed: ParsedLine): SessionWarning["code"] | undefined {
  if (parsed.kind === "damaged") return line.terminated ? "damaged_line" : "torn_line";
  return parsed.kind === "entry" && parsed.damaged ? "recovered_line" : undefined;
}
