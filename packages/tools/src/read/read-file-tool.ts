import { isUtf8 } from "node:buffer";
import type { AgentTool, AgentToolResult } from "@argent/agent";
import type { ExecutionEnv, FileInfo } from "@argent/agent/env";
import { foundAt } from "../found-at.ts";
import { locatePath } from "../locate-path.ts";
import { defaultLimits, formatSize, type OutputLimits } from "../output-limits.ts";
import type { SeenFiles } from "../seen-files.ts";
import { orThrow, ToolError } from "../tool-error.ts";
import { imageTypeOf } from "./image-type.ts";
import { type LineWindow, readLineWindow } from "./line-window.ts";
import { type ImageDetails, readImage } from "./read-image.ts";
import { readNotice } from "./read-notice.ts";
import type { ShrinkImage } from "./shrink-image.ts";
import { sniffEncoding, type TextEncoding, toUtf8 } from "./text-encoding.ts";

/** Where files are read and how much of them is shown. */
export interface ReadFileToolOptions {
  env: ExecutionEnv;
  /** How much of a text the model is shown at once. Default: 2000 lines, 50 KB. */
  limits?: OutputLimits | undefined;
  /** Told of every file that is read. */
  seen?: SeenFiles | undefined;
  /** Makes images smaller that are too large. Default: with the package `sharp`, when it is installed. */
  shrinkImage?: ShrinkImage | undefined;
  /** Default: `read_file`. */
  name?: string | undefined;
}

/** What was shown of a file. */
export type ReadFileDetails =
  | ImageDetails
  | {
      kind: "text";
      path: string;
      encoding: TextEncoding;
      /** The first line that is shown, counted from 1. */
      firstLine: number;
      /** The last line that is shown. */
      lastLine: number;
      /** `undefined` when the file is too long to count. */
      totalLines: number | undefined;
      /** The size of the file. */
      totalBytes: number;
      /** The limit that cut it, not the one that was asked for. */
      truncatedBy: "lines" | "bytes" | null;
    };

const parameters = {
  type: "object",
  properties: {
    path: { type: "string", description: "Path of the file, relative or absolute" },
    offset: { type: "integer", minimum: 1, description: "First line to read, from 1" },
    limit: { type: "integer", minimum: 1, description: "Number of lines to read" },
  },
  required: ["path"],
} as const;

const lookaheadBytes = 2 * 1024 * 1024;
/** What is shown of a line that is too long on its own. */
const previewBytes = 2000;

/** Shows a part of a text file, or an image. Holds only what it shows, however large the file is. */
export function createReadFileTool(
  options: ReadFileToolOptions,
): AgentTool<typeof parameters, ReadFileDetails> {
  const { env, limits = defaultLimits, seen, shrinkImage, name = "read_file" } = options;
  return {
    name,
    label: "Read file",
    description: `Read a text file or an image (jpg, png, gif, webp). Text is cut at ${limits.lines} lines or ${formatSize(limits.bytes)}, whichever comes first; use offset and limit to read on in large files.`,
    parameters,
    effect: "read",
    async execute(_id, { path: given, offset = 1, limit }, signal) {
      const located = await locatePath(env, given, signal);
      const { path } = located;
      const info = await foundAt(env, located, signal);
      if (info.kind === "directory") {
        throw new ToolError("is_directory", `${path} is a folder. List it instead.`, { path });
      }
      const file = await openChunks(env, path, signal);
      try {
        if (imageTypeOf(file.start)) {
          return await readImage(env, { path, info }, { shrinkImage, signal });
        }
        const encoding = sniffEncoding(file.start);
        if (!encoding) throw notText(path, info);
        const result = await readText(file.chunks, { path, info, encoding, offset, limit, limits });
        seen?.note(info);
        return result;
      } finally {
        await file.close();
      }
    },
  };
}

interface TextRequest {
  path: string;
  info: FileInfo;
  encoding: TextEncoding;
  offset: number;
  limit: number | undefined;
  limits: OutputLimits;
}

async function readText(
  chunks: AsyncIterable<Uint8Array>,
  { path, info, encoding, offset, limit, limits }: TextRequest,
): Promise<AgentToolResult<ReadFileDetails>> {
  const window = await readLineWindow(toUtf8(chunks, encoding), {
    offset,
    lines: Math.min(limit ?? limits.lines, limits.lines),
    bytes: limits.bytes,
    size: info.size,
    lookahead: lookaheadBytes,
  });
  if (window.totalLines !== undefined && offset > Math.max(1, window.totalLines)) {
    const message = `Offset ${offset} is beyond end of file (${window.totalLines} lines total)`;
    throw new ToolError("invalid", message, { path });
  }
  const isAsked = window.endedBy === "lines" && limit !== undefined && limit <= limits.lines;
  const notices = [
    readNotice(window, { path, offset, isAsked, limits, info }),
    !window.cutLine && !isUtf8(window.bytes) && undecodable,
  ].filter((notice) => typeof notice === "string");
  const text = shown(window, notices);
  return {
    content: [{ type: "text", text }],
    details: {
      kind: "text",
      path: info.realPath,
      encoding,
      firstLine: offset,
      lastLine: window.lastLine,
      totalLines: window.totalLines,
      totalBytes: info.size,
      truncatedBy: window.endedBy === "end" || isAsked ? null : window.endedBy,
    },
  };
}

const undecodable =
  '[Some bytes are not UTF-8 and shown as "\ufffd". Convert the file before you change those lines, for example with iconv -f latin1 -t utf-8.]';

function shown(window: LineWindow, notices: readonly string[]): string {
  const bytes = window.cutLine ? window.bytes.subarray(0, previewBytes) : window.bytes;
  // In a stream the decoder keeps a character that is cut at the end to itself.
  const text = new TextDecoder().decode(bytes, { stream: window.cutLine !== undefined });
  if (notices.length > 0) return `${text.replace(/\r?\n$/, "")}\n\n${notices.join("\n")}`;
  return text === "" ? "(empty file)" : text;
}

function notText(path: string, info: FileInfo): ToolError {
  const message = `${path} is a binary file (${formatSize(info.size)}) and cannot be shown as text. Look at it with commands such as file, xxd or strings.`;
  return new ToolError("binary", message, { path });
}

/** The chunks of a file, and the first one to look at; closed also when they are not used. */
async function openChunks(env: ExecutionEnv, path: string, signal: AbortSignal | undefined) {
  const rest = unwrap(env.readChunks(path, { signal }));
  const { value: start = new Uint8Array() } = await rest.next();
  async function* chunks(): AsyncGenerator<Uint8Array, void> {
    yield start;
    yield* rest;
  }
  return { start, chunks: chunks(), close: () => rest.return() };
}

async function* unwrap(
  chunks: ReturnType<ExecutionEnv["readChunks"]>,
): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of chunks) yield orThrow(chunk);
}
