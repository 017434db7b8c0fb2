import type { AgentTool, AgentToolResult } from "@argent/agent";
import { createRedactor } from "../redact.ts";
import { ToolError } from "../tool-error.ts";

/** What is taken out of results. */
export interface OutputGuardOptions {
  /** Values that are taken out besides what looks like a key. */
  secrets?: readonly string[] | undefined;
}

/** A tool whose results, details and failures show no keys. Images are left as they are. */
export function withOutputGuard(tool: AgentTool, options: OutputGuardOptions = {}): AgentTool {
  const redact = createRedactor(options.secrets ?? []);
  return {
    ...tool,
    async execute(toolCallId, params, signal, onUpdate) {
      try {
        const result = await tool.execute(
          toolCallId,
          params,
          signal,
          onUpdate && ((partial) => onUpdate(guarded(partial, redact))),
        );
        return guarded(result, redact);
      } catch (cause) {
        if (!ToolError.isInstance(cause)) throw cause;
        const message = redact(cause.message);
        throw message === cause.message
          ? cause
          : new ToolError(cause.code, message, { path: cause.path });
      }
    },
  };
}

function guarded(result: AgentToolResult, redact: (text: string) => string): AgentToolResult {
  return {
    ...result,
    content: result.content.map((block) =>
      block.type === "text" ? { ...block, text: redact(block.text) } : block,
    ),
    ...(result.details !== undefined && { details: mapStrings(result.details, redact) }),
  };
}

/** Details are plain JSON. */
function mapStrings(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === "string") return map(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, map));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, mapStrings(part, map)]),
  );
}
