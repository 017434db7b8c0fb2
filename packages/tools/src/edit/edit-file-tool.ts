import type { AgentTool } from "@argent/agent";
import type { ExecutionEnv, FileInfo } from "@argent/agent/env";
import { bufferOf } from "../buffer-of.ts";
import type { Checkpoints } from "../checkpoints/checkpoints.ts";
import { createFileLocks, type FileLocks } from "../file-locks.ts";
import { foundAt } from "../found-at.ts";
import { refuseRedacted } from "../guard/refuse-redacted.ts";
import { refuseUndecoded } from "../guard/refuse-undecoded.ts";
import { locatePath } from "../locate-path.ts";
import { formatSize } from "../output-limits.ts";
import { sniffEncoding } from "../read/text-encoding.ts";
import { createRedactor, redacted } from "../redact.ts";
import type { SeenFiles } from "../seen-files.ts";
import { orThrow, ToolError } from "../tool-error.ts";
import { type ChangeSummary, summarizeChanges } from "../unified-diff.ts";
import { omissionPlaceholder } from "../write/omission-placeholder.ts";
import { applyChanges, changesOf, type Edit } from "./apply-edits.ts";
import { prepareEdits } from "./prepare-edits.ts";

/** Where files are edited, and what keeps an edit safe. */
export interface EditFileToolOptions {
  env: ExecutionEnv;
  /** Shared by the tools that write. Default: its own. */
  locks?: FileLocks | undefined;
  /** When given, a file that changed since the model read it is not edited. */
  seen?: SeenFiles | undefined;
  /** Keeps what is changed. Default: nothing is kept. */
  checkpoints?: Checkpoints | undefined;
  /** Values that the model is not shown. */
  secrets?: readonly string[] | undefined;
  /** Default: `edit_file`. */
  name?: string | undefined;
}

/** What an edit changed, with its diff. */
export interface EditFileDetails extends ChangeSummary {
  path: string;
  /** How many blocks were replaced. */
  edits: number;
}

const parameters = {
  type: "object",
  properties: {
    path: { type: "string", description: "Path of the file, relative or absolute" },
    edits: {
      type: "array",
      description:
        "Replacements. Each is looked up in the original file, not in the result of the others.",
      items: {
        type: "object",
        properties: {
          oldText: { type: "string", description: "Text that occurs exactly once in the file" },
          newText: { type: "string", description: "What to put in its place" },
        },
        required: ["oldText", "newText"],
      },
    },
  },
  required: ["path", "edits"],
} as const;

/** Looking for a text that is not found word for word takes many times the memory of the file. */
const largestEdited = 16 * 1024 * 1024;
const bom = Buffer.from([0xef, 0xbb, 0xbf]);

/** Replaces exact texts in a UTF-8 file. Bytes that no edit touches stay as they are. */
export function createEditFileTool(
  options: EditFileToolOptions,
): AgentTool<typeof parameters, EditFileDetails> {
  const { env, locks = createFileLocks(), seen, checkpoints, name = "edit_file" } = options;
  const redact = createRedactor(options.secrets ?? []);
  return {
    name,
    label: "Edit file",
    description:
      "Replace exact texts in a file. Each oldText must occur exactly once and must not overlap another; make it as short as is unique. Put several changes of one file into one call.",
    parameters,
    prepareArguments: prepareEdits,
    effect: "write",
    interruptible: false,
    async execute(toolCallId, { path: given, edits }, signal) {
      const located = await locatePath(env, given, signal);
      const { path } = located;
      const { realPath } = await foundAt(env, located, signal);
      const call: EditCall = { env, seen, checkpoints, redact, toolCallId, path, edits };
      return locks.run(realPath, () => editFile(call, signal), signal);
    },
  };
}

interface EditCall extends Pick<EditFileToolOptions, "env" | "seen" | "checkpoints"> {
  redact(text: string): string;
  toolCallId: string;
  path: string;
  edits: readonly Edit[];
}

async function editFile(call: EditCall, signal: AbortSignal | undefined) {
  const { env, seen, checkpoints, redact, toolCallId, path, edits } = call;
  if (edits.length === 0) {
    throw new ToolError("invalid", `No edits were given for ${path}. Give at least one.`, { path });
  }
  const info = orThrow(await env.stat(path, signal));
  if (seen?.hasChanged(info)) throw changed(path, "it was read");
  if (info.size > largestEdited) {
    const message = `${path} has ${formatSize(info.size)}; files of up to ${formatSize(largestEdited)} can be edited. Change it with a command such as sed.`;
    throw new ToolError("invalid", message, { path });
  }
  const bytes = bufferOf(orThrow(await env.readFile(path, { signal })));
  if (sniffEncoding(bytes) !== "utf-8") {
    const message = `${path} is not UTF-8 text and cannot be edited. Convert it first, or use a command.`;
    throw new ToolError("binary", message, { path });
  }
  for (const { oldText, newText } of edits) {
    refusePlaceholder(newText, oldText, path);
    if (newText.includes(redacted)) refuseRedacted(newText, bytes.toString(), { path, redact });
  }

  const start = bytes.subarray(0, bom.length).equals(bom) ? bom.length : 0;
  const body = bytes.subarray(start);
  const changes = await changesOf(body, edits, path);
  for (const change of changes) refuseUndecoded(change.bytes, bytes, path);
  const edited = applyChanges(
    bytes,
    changes.map((change) => ({ ...change, start: change.start + start, end: change.end + start })),
  );
  await checkpoints?.keep({ path, before: bytes, after: edited, toolCallId }, signal);
  if (!isSame(info, orThrow(await env.stat(path, signal)))) throw changed(path, "the edit began");
  orThrow(await env.writeFile(path, edited, { signal }));
  const written = await env.stat(path);
  if (written.ok) seen?.note(written.value);

  const summary = await summarizeChanges(path, body, changes);
  return {
    content: [
      { type: "text" as const, text: `Successfully replaced ${edits.length} block(s) in ${path}.` },
    ],
    details: { path: info.realPath, edits: edits.length, ...summary },
  };
}

function refusePlaceholder(newText: string, oldText: string, path: string): void {
  const placeholder = omissionPlaceholder(newText, oldText);
  if (placeholder === undefined) return;
  const message = `newText for ${path} has a line that stands for omitted text: "${placeholder}". Write out the text, or leave it out of oldText and newText.`;
  throw new ToolError("invalid", message, { path });
}

function changed(path: string, since: string): ToolError {
  const message = `${path} has changed since ${since}. Read it again, then repeat the edit.`;
  return new ToolError("changed", message, { path });
}

function isSame(one: FileInfo, other: FileInfo): boolean {
  return one.size === other.size && one.modifiedAt === other.modifiedAt;
}
