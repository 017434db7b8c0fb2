import type { AgentTool } from "@argent/agent";
import type { ExecutionEnv, FileInfo } from "@argent/agent/env";
import { bufferOf } from "../buffer-of.ts";
import type { Checkpoints } from "../checkpoints/checkpoints.ts";
import { createFileLocks, type FileLocks } from "../file-locks.ts";
import { refuseRedacted } from "../guard/refuse-redacted.ts";
import { refuseUndecoded } from "../guard/refuse-undecoded.ts";
import { locatePath } from "../locate-path.ts";
import { sniffEncoding } from "../read/text-encoding.ts";
import { createRedactor } from "../redact.ts";
import type { SeenFiles } from "../seen-files.ts";
import { orThrow, ToolError } from "../tool-error.ts";
import { type ChangeSummary, changeBetween, summarizeChanges } from "../unified-diff.ts";
import { keepForm } from "./keep-form.ts";
import { omissionPlaceholder } from "./omission-placeholder.ts";

/** Where files are written, and what keeps a write safe. */
export interface WriteFileToolOptions {
  env: ExecutionEnv;
  /** Shared by the tools that write. Default: its own. */
  locks?: FileLocks | undefined;
  /** When given, a file that changed since the model read it is not overwritten. */
  seen?: SeenFiles | undefined;
  /** Keeps what is overwritten. Default: nothing is kept. */
  checkpoints?: Checkpoints | undefined;
  /** Values that the model is not shown. */
  secrets?: readonly string[] | undefined;
  /** Default: `write_file`. */
  name?: string | undefined;
}

/** What was written, with a diff where there was text to compare with. */
export interface WriteFileDetails extends Partial<ChangeSummary> {
  path: string;
  /** The size of the file now. */
  bytes: number;
  /** The file is new. */
  created: boolean;
}

const parameters = {
  type: "object",
  properties: {
    path: { type: "string", description: "Path of the file, relative or absolute" },
    content: { type: "string", description: "The whole content of the file" },
  },
  required: ["path", "content"],
} as const;

/** Larger files are replaced without a diff. */
const maximumComparedBytes = 2 * 1024 * 1024;

/**
 * Writes a whole file, at once or not at all. Over a file of up to 2 MB whose lines all end with CRLF, or that begins with a
 * byte order mark, the new content takes that over.
 */
export function createWriteFileTool(
  options: WriteFileToolOptions,
): AgentTool<typeof parameters, WriteFileDetails> {
  const { env, locks = createFileLocks(), seen, checkpoints, name = "write_file" } = options;
  const redact = createRedactor(options.secrets ?? []);

  const write = async (
    toolCallId: string,
    { path, content }: { path: string; content: string },
    signal: AbortSignal | undefined,
  ) => {
    const before = await existing(env, path, signal);
    if (before && seen?.hasChanged(before)) {
      const message = `${path} has changed since it was read. Read it again before you overwrite it.`;
      throw new ToolError("changed", message, { path });
    }
    const original = before && (await textOf(env, before, signal));
    const originalText = original?.toString("utf8") ?? "";
    if (original) {
      refusePlaceholder(content, originalText, path);
      refuseRedacted(content, originalText, { path, redact });
    }
    const form = keepForm(content, originalText);
    const data = Buffer.from(form.content);
    if (original) refuseUndecoded(data, original, path);
    await checkpoints?.keep({ path, before: original, after: data, toolCallId }, signal);
    orThrow(await env.writeFile(path, data, { signal }));
    const written = await env.stat(path);
    if (written.ok) seen?.note(written.value);

    const summary = original && (await summarize(path, original, data));
    const details = {
      path: written.ok ? written.value.realPath : path,
      bytes: data.length,
      created: before === undefined,
      ...summary,
    };
    const kept = form.kept.length > 0 ? ` (kept: ${form.kept.join(", ")})` : "";
    const text = `Successfully wrote ${data.length} bytes to ${path}${kept}`;
    return { content: [{ type: "text" as const, text }], details };
  };

  return {
    name,
    label: "Write file",
    description:
      "Create a file or overwrite it with the content given, which must be complete. Missing folders are made. To change a part of a file, edit it instead.",
    parameters,
    effect: "write",
    interruptible: false,
    async execute(toolCallId, { path: given, content }, signal) {
      const { path, info } = await locatePath(env, given, signal);
      if (given.endsWith("/") || (info.ok && info.value.kind === "directory")) {
        const message = `${given} names a folder. Give the path of a file; folders are made with it.`;
        throw new ToolError("is_directory", message, { path: given });
      }
      const key = info.ok ? info.value.realPath : orThrow(env.resolve(path));
      return locks.run(key, () => write(toolCallId, { path, content }, signal), signal);
    },
  };
}

async function existing(env: ExecutionEnv, path: string, signal?: AbortSignal) {
  const info = await env.stat(path, signal);
  if (!info.ok && info.error.code === "not_found") return undefined;
  return orThrow(info);
}

/** What is overwritten, when it is text and short enough to compare. */
async function textOf(env: ExecutionEnv, info: FileInfo, signal?: AbortSignal) {
  if (info.kind !== "file" || info.size > maximumComparedBytes) return undefined;
  const bytes = orThrow(await env.readFile(info.realPath, { signal }));
  if (sniffEncoding(bytes) !== "utf-8") return undefined;
  return bufferOf(bytes);
}

async function summarize(path: string, original: Buffer, data: Buffer) {
  if (data.length > maximumComparedBytes || original.equals(data)) return undefined;
  return summarizeChanges(path, original, [changeBetween(original, data)]);
}

function refusePlaceholder(content: string, original: string, path: string): void {
  const placeholder = omissionPlaceholder(content, original);
  if (placeholder === undefined) return;
  const message = `The content for ${path} has a line that stands for omitted text: "${placeholder}". Overwriting would lose that text. Write the whole content, or edit the file.`;
  throw new ToolError("invalid", message, { path });
}
