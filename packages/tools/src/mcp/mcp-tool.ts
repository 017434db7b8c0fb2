import type { AgentTool } from "@argent/agent";
import { asUntrusted } from "../guard/as-untrusted.ts";
import { type OutputGuardOptions, withOutputGuard } from "../guard/with-output-guard.ts";
import { ToolError } from "../tool-error.ts";
import type { ApprovedDefinitions } from "./approved-definitions.ts";
import { definitionHash } from "./definition-hash.ts";
import type { McpServer, McpToolDefinition } from "./mcp-server.ts";
import { mcpToolName } from "./mcp-tool-name.ts";
import { shortenResult } from "./shorten-result.ts";

/** What a server's tool is held to. */
export interface McpToolOptions extends OutputGuardOptions {
  approved: ApprovedDefinitions;
  /** Characters of text that the model is shown of one result. Default 50,000. */
  maxCharacters?: number | undefined;
}

/**
 * A server's tool as an agent's. Its effect is `external`, whatever the server says about it, and its results are marked as
 * data. It runs only while the server describes it as it did when it was shown, and as it did when it was first allowed.
 */
export function createMcpTool(
  server: McpServer,
  definition: McpToolDefinition,
  options: McpToolOptions,
): AgentTool {
  const name = mcpToolName(server.name, definition.name);
  const shown = definitionHash(definition);
  const tool: AgentTool = {
    name,
    label: definition.title ?? `${server.name}: ${definition.name}`,
    description: definition.description ?? `The tool ${definition.name} of ${server.name}.`,
    parameters: definition.inputSchema,
    effect: "external",
    async execute(_toolCallId, params, signal, onUpdate) {
      refuseChanged(server, definition.name, shown, options.approved.get(name));
      // Whoever runs it has asked the approval before.
      await options.approved.set(name, shown);
      const onProgress =
        onUpdate && ((text: string) => onUpdate({ content: [{ type: "text", text }] }));
      const result = await server.call(definition.name, recordOf(params), { signal, onProgress });
      return shortenResult(result, options.maxCharacters ?? 50_000);
    },
  };
  return withOutputGuard(asUntrusted(tool, `the MCP server "${server.name}"`), options);
}

/** A server that changes what a tool is after somebody allowed it must not profit from that answer. */
function refuseChanged(
  server: McpServer,
  name: string,
  shown: string,
  approved: string | undefined,
): void {
  const current = server.tools().find((tool) => tool.name === name);
  const about = `The tool ${name} of the MCP server "${server.name}"`;
  if (current === undefined) throw new ToolError("not_found", `${about} is not offered any more.`);
  if (definitionHash(current) !== shown)
    throw new ToolError(
      "changed",
      `${about} has changed since the session began. Start a new one to see what it is now.`,
    );
  if (approved !== undefined && approved !== shown)
    throw new ToolError(
      "changed",
      `${about} has changed since it was allowed. A person has to accept it first.`,
    );
}

function recordOf(params: unknown): Record<string, unknown> {
  return typeof params === "object" && params !== null ? { ...params } : {};
}
