/** Most lines that a tool shows. */
export const DEFAULT_MAX_LINES = 2000;
/** Most bytes that a tool shows. */
export const DEFAULT_MAX_BYTES = 50 * 1024;
const maximumLineLength = 500;

export interface TruncationOptions {
  /** Default 2000. */
  maxLines?: number | undefined;
  /** Default 50 KB. */
  maxBytes?: number | undefined;
}

export interface TruncationResult {
  content: string;
  truncated: boolean;
  /** The limit that was hit. */
  truncatedBy: "lines" | "bytes" | null;
  totalLines: number;
  totalBytes: number;
  outputLines: number;
  outputBytes: number;
  /** Only the end of the last line is shown. */
  lastLinePartial: boolean;
  /** The first line alone is too long, and nothing is shown. */
  firstLineExceedsLimit: boolean;
  maxLines: number;
  maxBytes: number;
}

/** Bytes in the words that Pi's notices use. */
export function formatSize(bytes: number): string {
  if (bytes < 1024) return `${bytes}B`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${kilobytes.toFixed(1)}KB` : `${(kilobytes / 1024).toFixed(1)}MB`;
}

/** The first whole lines that fit. */
export function truncateHead(content: string, options: TruncationOptions = {}): TruncationResult {
  const text = measure(content, options);
  if (text.fits) return text.whole;
  const { lines, limits } = text;
  const { maxLines, maxBytes } = limits;
  let bytes = 0;
  let count = 0;
  for (const line of lines.slice(0, maxLines)) {
    const size = Buffer.byteLength(line) + (count > 0 ? 1 : 0);
    if (bytes + size > maxBytes) break;
    bytes += size;
    count += 1;
  }
  return {
    ...text.whole,
    content: lines.slice(0, count).join("\n"),
    truncated: true,
    truncatedBy: count >= maxLines ? "lines" : "bytes",
    outputLines: count,
    outputBytes: bytes,
    firstLineExceedsLimit: Buffer.byteLength(lines[0] ?? "") > maxBytes,
  };
}

/** The last whole lines that fit; when the last line alone does not, its end. */
export function truncateTail(content: string, options: TruncationOptions = {}): TruncationResult {
  const text = measure(content, options);
  if (text.fits) return text.whole;
  const { lines, limits } = text;
  const { maxLines, maxBytes } = limits;
  let bytes = 0;
  let count = 0;
  for (const line of lines.slice(-maxLines).reverse()) {
    const size = Buffer.byteLength(line) + (count > 0 ? 1 : 0);
    if (bytes + size > maxBytes) break;
    bytes += size;
    count += 1;
  }
  const isPartial = count === 0 && maxLines > 0;
  const outputLines = isPartial ? 1 : count;
  const shown = isPartial ? lastBytes(lines.at(-1) ?? "", maxBytes) : lastLines(lines, count);
  return {
    ...text.whole,
    content: shown,
    truncated: true,
    truncatedBy: outputLines >= maxLines ? "lines" : "bytes",
    outputLines,
    outputBytes: Buffer.byteLength(shown),
    lastLinePartial: isPartial,
  };
}

/** A line for a list of matches. `maxChars`: UTF-16 units, default 500; no character is cut in two. */
export function truncateLine(
  line: string,
  maxChars: number = maximumLineLength,
): { text: string; wasTruncated: boolean } {
  if (line.length <= maxChars) return { text: line, wasTruncated: false };
  const kept = line.slice(0, maxChars).replace(/[\ud800-\udbff]$/, "");
  return { text: `${kept}... [truncated]`, wasTruncated: true };
}

function measure(content: string, options: TruncationOptions) {
  const { maxLines = DEFAULT_MAX_LINES, maxBytes = DEFAULT_MAX_BYTES } = options;
  const lines = content.split("\n");
  const totalBytes = Buffer.byteLength(content);
  const whole: TruncationResult = {
    content,
    truncated: false,
    truncatedBy: null,
    totalLines: lines.length,
    totalBytes,
    outputLines: lines.length,
    outputBytes: totalBytes,
    lastLinePartial: false,
    firstLineExceedsLimit: false,
    maxLines,
    maxBytes,
  };
  const fits = lines.length <= maxLines && totalBytes <= maxBytes;
  return { lines, whole, fits, limits: { maxLines, maxBytes } };
}

function lastLines(lines: readonly string[], count: number): string {
  return count === 0 ? "" : lines.slice(-count).join("\n");
}

/** The end of a text, from the start of a character on. */
function lastBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  let start = Math.max(0, bytes.length - maxBytes);
  while (start < bytes.length && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return bytes.toString("utf8", start);
}
