import type { FileInfo } from "@argent/agent/env";
import { formatSize, type OutputLimits } from "../output-limits.ts";
import type { LineWindow } from "./line-window.ts";

export interface ReadNoticeFacts {
  path: string;
  offset: number;
  /** The window ended where the model asked it to. */
  isAsked: boolean;
  limits: OutputLimits;
  info: FileInfo;
}

/** What the model is told about the part it does not see, in Pi's words. */
export function readNotice(
  window: LineWindow,
  { path, offset, isAsked, limits, info }: ReadNoticeFacts,
): string | undefined {
  const { cutLine, lastLine, totalLines, endedBy } = window;
  const next = `Use offset=${lastLine + 1} to continue.`;
  const limit = `${formatSize(limits.bytes)} limit`;
  if (cutLine) {
    const after = totalLines === offset ? "" : `, or offset=${offset + 1} for the lines after it`;
    const size = `${cutLine.isWhole ? "" : "over "}${formatSize(cutLine.bytes)}`;
    return `[Line ${offset} is ${size}, exceeds ${limit}. Use bash: sed -n '${offset}p' ${quote(path)} | head -c ${limits.bytes}${after}]`;
  }
  if (endedBy === "end") return undefined;
  if (isAsked) {
    return totalLines === undefined
      ? `[More lines in file of ${formatSize(info.size)}. ${next}]`
      : `[${totalLines - lastLine} more lines in file. ${next}]`;
  }
  const total = totalLines ?? `a file of ${formatSize(info.size)}`;
  return `[Showing lines ${offset}-${lastLine} of ${total}${endedBy === "bytes" ? ` (${limit})` : ""}. ${next}]`;
}

function quote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
