import type { ExecutionEnv } from "@argent/agent/env";
import type { AgentTool } from "../../pi-agent-core/types.ts";
import { displayDiff } from "./display-diff.ts";
import { withFileMutationQueue } from "./file-mutation-queue.ts";
import { type FileBackend, hostEnv, withFileBackend } from "./host-env.ts";
import { type ToolDefinition, toAgentTool } from "./tool-definition.ts";

export interface EditToolInput {
  path: string;
  edits: { oldText: string; newText: string }[];
}

export interface EditToolDetails {
  /** With line numbers, for people. */
  diff: string;
  /** In the new file, from 1. */
  firstChangedLine?: number | undefined;
}

/** Where the tool edits. Paths are absolute; failures are thrown. */
export interface EditOperations {
  readFile: (absolutePath: string) => Promise<Buffer>;
  writeFile: (absolutePath: string, content: string) => Promise<void>;
  access: (absolutePath: string) => Promise<void>;
}

export interface EditToolOptions {
  /** Default: this machine. */
  operations?: EditOperations | undefined;
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
        additionalProperties: false,
      },
    },
  },
  required: ["path", "edits"],
  additionalProperties: false,
} as const;

export function createEditToolDefinition(
  cwd: string,
  { operations }: EditToolOptions = {},
): ToolDefinition<typeof parameters, EditToolDetails | undefined> {
  return {
    name: "edit",
    label: "edit",
    description:
      "Replace exact texts in a file. Each edits[].oldText must occur exactly once in the original and must not overlap another; make it as short as is unique. Put several changes of one file into one call.",
    promptSnippet: "Replace exact texts in a file, several at once if need be",
    promptGuidelines: [
      "Use edit for precise changes; edits[].oldText must match the file exactly.",
      "Put all changes of one file into the edits of one call, without overlaps.",
    ],
    parameters,
    prepareArguments: withEditsList,
    async execute(toolCallId, params, signal) {
      if (signal?.aborted) throw new Error("Operation aborted");
      if (params.edits.length === 0) {
        throw new Error("Edit tool input is invalid. edits must contain at least one replacement.");
      }
      const { createEditFileTool, ToolError } = await import("@argent/tools");
      const local = await hostEnv(cwd);
      const env = operations ? withFileBackend(local, filesOf(operations)) : local;
      const locks = { run: withFileMutationQueue };
      const tool = createEditFileTool({ env, locks, name: "edit" });
      try {
        const { content, details } = await tool.execute(toolCallId, params, signal);
        return { content, details: details && (await piDetails(env, params.path, details)) };
      } catch (cause) {
        if (!ToolError.isInstance(cause) || cause.code !== "not_found") throw cause;
        const message = `Could not edit file: ${params.path}. Error code: ENOENT.`;
        throw new Error(message, { cause });
      }
    },
  };
}

export function createEditTool(
  cwd: string,
  options?: EditToolOptions,
): AgentTool<typeof parameters, EditToolDetails | undefined> {
  return toAgentTool(createEditToolDefinition(cwd, options));
}

/** A host's object may do more than this tool asks for. */
function filesOf({ readFile, writeFile, access }: EditOperations): FileBackend {
  return { readFile, writeFile, access };
}

/** The older form with one `oldText` and `newText`, and a list that came as JSON text. */
function withEditsList(args: unknown): unknown {
  if (typeof args !== "object" || args === null) return args;
  const { oldText, newText, ...rest } = { ...args } as Record<string, unknown>;
  const edits = listOf(rest.edits);
  if (typeof oldText !== "string" || typeof newText !== "string") {
    return edits ? { ...args, edits } : args;
  }
  return { ...rest, edits: [...(edits ?? []), { oldText, newText }] };
}

function listOf(edits: unknown): unknown[] | undefined {
  if (typeof edits !== "string") return Array.isArray(edits) ? edits : undefined;
  try {
    return listOf(JSON.parse(edits));
  } catch {
    return undefined; // the validation says what is wrong with it
  }
}

async function piDetails(
  env: ExecutionEnv,
  path: string,
  details: { diff?: string | undefined; firstChangedLine: number },
): Promise<EditToolDetails> {
  const { diff: unified = "" } = details;
  const read = await env.readFile(path);
  const newLines = read.ok ? Buffer.from(read.value).toString().split("\n").length : 0;
  const { diff, firstChangedLine } = displayDiff(unified, newLines);
  return { diff, firstChangedLine: firstChangedLine ?? details.firstChangedLine };
}
