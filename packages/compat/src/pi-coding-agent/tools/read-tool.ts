import { constants } from "node:fs";
import { access, open, readFile, stat } from "node:fs/promises";
import type { AgentTool, AgentToolResult } from "../../pi-agent-core/types.ts";
import type { ImageContent } from "../../pi-ai/types.ts";
import type { ExtensionContext } from "../agent-session/extension-context.ts";
import { hostEnv } from "./host-env.ts";
import { resolveReadPath } from "./local-path.ts";
import { type ToolDefinition, toAgentTool } from "./tool-definition.ts";
import {
  DEFAULT_MAX_BYTES,
  DEFAULT_MAX_LINES,
  formatSize,
  type TruncationResult,
  truncateHead,
} from "./truncate.ts";
import { untilAborted } from "./until-aborted.ts";

export interface ReadToolInput {
  path: string;
  /** First line, from 1. */
  offset?: number | undefined;
  /** Number of lines. */
  limit?: number | undefined;
}

export interface ReadToolDetails {
  truncation?: TruncationResult | undefined;
}

/** Where the tool reads. Paths are absolute; failures are thrown. */
export interface ReadOperations {
  readFile: (absolutePath: string) => Promise<Buffer>;
  access: (absolutePath: string) => Promise<void>;
  /** Nothing for a file that is no image. Absent: every file is text. */
  detectImageMimeType?: ((absolutePath: string) => Promise<string | null | undefined>) | undefined;
}

export interface ReadToolOptions {
  /** Make images smaller that are too large for a model. Default: `true`. */
  autoResizeImages?: boolean | undefined;
  /** Default: this machine. */
  operations?: ReadOperations | undefined;
}

const parameters = {
  type: "object",
  properties: {
    path: { type: "string", description: "Path of the file, relative or absolute" },
    offset: { type: "number", description: "First line to read, from 1" },
    limit: { type: "number", description: "Number of lines to read" },
  },
  required: ["path"],
} as const;

/** Longer files are streamed, not held. */
const heldBytes = 16 * 1024 * 1024;

export function createReadToolDefinition(
  cwd: string,
  options: ReadToolOptions = {},
): ToolDefinition<typeof parameters, ReadToolDetails | undefined> {
  const { autoResizeImages = true, operations } = options;
  const { readFile, access, detectImageMimeType } = operations ?? localReads;
  return {
    name: "read",
    label: "read",
    description: `Read a text file or an image (jpg, png, gif, webp). Text is cut at ${DEFAULT_MAX_LINES} lines or ${DEFAULT_MAX_BYTES / 1024}KB, whichever comes first; use offset and limit to read on in large files.`,
    promptSnippet: "Read file contents",
    promptGuidelines: ["Use read, not cat or sed, to look at files."],
    parameters,
    execute(toolCallId, params, signal, _onUpdate, context) {
      return untilAborted(signal, async () => {
        const path = resolveReadPath(params.path, cwd);
        await access(path);
        const mimeType = await detectImageMimeType?.(path);
        if (mimeType) {
          const image = { data: (await readFile(path)).toString("base64"), mimeType };
          return imageResult(image, { autoResizeImages, context });
        }
        if (operations === undefined && (await needsStream(path))) {
          return readStreamed(toolCallId, cwd, { ...params, path }, signal);
        }
        return textResult((await readFile(path)).toString("utf8"), params);
      });
    },
  };
}

export function createReadTool(
  cwd: string,
  options?: ReadToolOptions,
): AgentTool<typeof parameters, ReadToolDetails | undefined> {
  return toAgentTool(createReadToolDefinition(cwd, options));
}

const localReads: ReadOperations = {
  readFile: (path) => readFile(path),
  access: (path) => access(path, constants.R_OK),
  async detectImageMimeType(path) {
    return imageTypeOf(await firstBytes(path));
  },
};

/** A part of a text, with Pi's notices on what is left out. */
function textResult(
  text: string,
  { path, offset, limit }: ReadToolInput,
): AgentToolResult<ReadToolDetails | undefined> {
  const lines = text.split("\n");
  const start = offset ? Math.max(0, offset - 1) : 0;
  if (start >= lines.length) {
    throw new Error(`Offset ${offset} is beyond end of file (${lines.length} lines total)`);
  }
  const end = limit === undefined ? lines.length : Math.min(start + limit, lines.length);
  const truncation = truncateHead(lines.slice(start, end).join("\n"));
  const first = start + 1;
  const maximum = `${formatSize(DEFAULT_MAX_BYTES)} limit`;
  const result = (shown: string, details?: ReadToolDetails) => ({
    content: [{ type: "text" as const, text: shown }],
    details,
  });
  if (truncation.firstLineExceedsLimit) {
    const size = formatSize(Buffer.byteLength(lines[start] ?? ""));
    const notice = `[Line ${first} is ${size}, exceeds ${maximum}. Use bash: sed -n '${first}p' ${path} | head -c ${DEFAULT_MAX_BYTES}]`;
    return result(notice, { truncation });
  }
  if (truncation.truncated) {
    const last = start + truncation.outputLines;
    const by = truncation.truncatedBy === "bytes" ? ` (${maximum})` : "";
    const notice = `[Showing lines ${first}-${last} of ${lines.length}${by}. Use offset=${last + 1} to continue.]`;
    return result(`${truncation.content}\n\n${notice}`, { truncation });
  }
  if (end < lines.length) {
    const notice = `[${lines.length - end} more lines in file. Use offset=${end + 1} to continue.]`;
    return result(`${truncation.content}\n\n${notice}`);
  }
  return result(truncation.content);
}

async function imageResult(
  image: { data: string; mimeType: string },
  { autoResizeImages, context }: { autoResizeImages: boolean; context?: ExtensionContext },
): Promise<AgentToolResult<undefined>> {
  const shown = autoResizeImages ? await shrunk(image) : image;
  const lines = [`Read image file [${shown?.mimeType ?? image.mimeType}]`];
  if (shown === undefined) lines.push("[Image omitted: it is too large for a model.]");
  if (context?.model && !context.model.input.includes("image")) {
    lines.push(
      "[Current model does not support images. The image will be omitted from this request.]",
    );
  }
  const content: AgentToolResult<undefined>["content"] = [{ type: "text", text: lines.join("\n") }];
  if (shown) content.push({ type: "image", ...shown });
  return { content, details: undefined };
}

/** The image as Argent's own tool would show it; nothing when it stays too large. */
async function shrunk(image: { data: string; mimeType: string }) {
  const { createReadFileTool, memoryEnv } = await import("@argent/tools");
  const env = memoryEnv({ image: Buffer.from(image.data, "base64") });
  try {
    const { content } = await createReadFileTool({ env }).execute("", { path: "image" });
    const found = content.find((block): block is ImageContent => block.type === "image");
    return found && { data: found.data, mimeType: found.mimeType };
  } catch {
    return undefined; // it says that the image is too large
  }
}

/** A file that is long, or not text: Argent's tool shows a part of the one and says what the other is. */
async function needsStream(path: string): Promise<boolean> {
  const { size } = await stat(path);
  return size > heldBytes || (await firstBytes(path)).includes(0);
}

async function readStreamed(
  toolCallId: string,
  cwd: string,
  params: ReadToolInput,
  signal: AbortSignal | undefined,
): Promise<AgentToolResult<undefined>> {
  const { createReadFileTool } = await import("@argent/tools");
  const tool = createReadFileTool({ env: await hostEnv(cwd), name: "read" });
  const { path, offset = 1, limit } = params;
  const asked = { path, offset, ...(limit !== undefined && { limit }) };
  const { content } = await tool.execute(toolCallId, asked, signal);
  return { content, details: undefined };
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8 * 1024), 0, 8 * 1024, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function imageTypeOf(start: Buffer): string | undefined {
  if (start.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return "image/jpeg";
  if (start.toString("latin1", 0, 4) === "\x89PNG") return "image/png";
  if (/^GIF8[79]a/.test(start.toString("latin1", 0, 6))) return "image/gif";
  const isRiff = start.toString("latin1", 0, 4) === "RIFF";
  return isRiff && start.toString("latin1", 8, 12) === "WEBP" ? "image/webp" : undefined;
}
