import type { AgentTool, AgentToolResult } from "@argent/agent";
import type { AgentTool as PiAgentTool } from "../pi-agent-core/types.ts";
import type { Loose } from "../pi-ai/loose.ts";

/** Any tool of Pi's, whatever its schema is written in: TypeBox 0.34 or 1.x, or plain JSON Schema. */
export type PiTool = PiAgentTool<Loose>;

/** A tool that fits Pi's declarations, which ask for a label, and for details in every result and update. */
export interface LabelledPiTool extends Omit<PiTool, "execute"> {
  label: string;
  /** As Pi's; a failure is a rejection. */
  execute(
    toolCallId: string,
    params: Loose,
    signal?: AbortSignal,
    onUpdate?: (partial: Loose) => void,
  ): Promise<Loose>;
}

/** A tool of Pi's as ours. It is the same thing; what it does to the world is unknown (`effect: "external"`). */
export function fromPiTool(tool: PiTool): AgentTool {
  return tool;
}

/**
 * A tool of ours as Pi's. In Pi a failure is a throw, so a result that says `isError` becomes one: the model is told its
 * text.
 */
export function toPiTool(tool: AgentTool<Loose>): LabelledPiTool {
  return {
    ...tool,
    label: tool.label ?? tool.name,
    async execute(toolCallId, params, signal, onUpdate) {
      const result = await tool.execute(toolCallId, params, signal, onUpdate);
      if (result.isError) throw new Error(textOf(result));
      return result;
    },
  };
}

function textOf(result: AgentToolResult): string {
  const texts = result.content.flatMap((block) => (block.type === "text" ? [block.text] : []));
  return texts.join("\n") || "The tool failed.";
}
