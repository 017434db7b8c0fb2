import type { AgentTool } from "@argent/agent";
import type { ExecutionEnv, FileInfo } from "@argent/agent/env";
import { locatePath } from "../locate-path.ts";
import { defaultLimits, formatSize, type OutputLimits } from "../output-limits.ts";
import type { SeenFiles } from "../seen-files.ts";
import { orThrow, ToolError } from "../tool-error.ts";
import { imageTypeOf } from "./image-type.ts";
import { type LineWindow, readLineWindow } from "./line-window.ts";
import { type ImageDetails, readImage } from "./read-image.ts";
import { readNotice } from "./read-notice.ts";
import { sniffEncoding, sniffedBytes, type TextEncoding, toUtf8 } from "./text-encoding.ts";

export interface ReadFileToolOptions {
  env: ExecutionEnv;
  limits?: OutputLimits | undefined;
  /** Told of every file that is read. */
  seen?: SeenFiles | undefined;
  /** Default: `read_file`. */
  name?: string | undefined;
}

export type ReadFileDetails =
  | ImageDetails
  | {
      kind: "text";
      path: string;
      encoding: TextEncoding;
      firstLine: number;
      lastLine: number;
      /** `undefined` when the file is too long to count. */
      totalLines: number | undefined;
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
  const { env, limits = defaultLimits, seen, name = "read_file" } = options;
  return {
    name,
    label: "Read file",
    description: `Read a text file or an image (jpg, png, gif, webp). Text is cut at ${limits.lines} lines or ${formatSize(limits.bytes)}, whichever comes first; use offset and limit to read on in large files.`,
    parameters,
    effect: "read",
    async execute(_id, { path: given, offset = 1, limit }, signal) {
      const path = await locatePath(env, given, signal);
      const info = orThrow(await env.stat(path, signal));
      if (info.kind === "directory") {
        throw new ToolError("is_directory", `${path} is a folder. List it instead.`, { path });
      }
      const start = orThrow(await env.readFile(path, { range: { end: sniffedBytes }, signal }));
      const mimeType = imageTypeOf(start);
      if (mimeType) return readImage(env, path, info, mimeType, signal);
      const encoding = sniffEncoding(start);
      if (!encoding) throw notText(path, info);

      const chunks = unwrap(env.readChunks(path, { signal }));
      const lines = Math.min(limit ?? limits.lines, limits.lines);
      const window = await readLineWindow(toUtf8(chunks, encoding), {
        offset,
        lines,
        bytes: limits.bytes,
        size: info.size,
        lookahead: lookaheadBytes,
      });
      seen?.note(info);
      if (window.totalLines !== undefined && offset > Math.max(1, window.totalLines)) {
        const message = `Offset ${offset} is beyond end of file (${window.totalLines} lines total)`;
        throw new ToolError("invalid", message, { path });
      }
      const isAsked = window.endedBy === "lines" && limit !== undefined && limit <= limits.lines;
      const text = shown(window, readNotice(window, { path, offset, isAsked, limits, info }));
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
    },
  };
}

function shown(window: LineWindow, notice: string | undefined): string {
  const bytes = window.cutLine ? window.bytes.subarray(0, previewBytes) : window.bytes;
  // In a stream the decoder keeps a character that is cut at the end to itself.
  const text = new TextDecoder().decode(bytes, { stream: window.cutLine !== undefined });
  if (notice !== undefined) return `${text.replace(/\r?\n$/, "")}\n\n${notice}`;
  return text === "" ? "(empty file)" : text;
}

function notText(path: string, info: FileInfo): ToolError {
  const message = `${path} is a binary file (${formatSize(info.size)}) and cannot be shown as text. Look at it with commands such as file, xxd or strings.`;
  return new ToolError("binary", message, { path });
}

async function* unwrap(
  chunks: ReturnType<ExecutionEnv["readChunks"]>,
): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of chunks) yield orThrow(chunk);
}
