import type { AgentTool } from "@argent/agent";
import { createToolValidator, type JsonSchema, type Static } from "@argent/ai";
import { ToolError } from "../tool-error.ts";

const SearchParameters = {
  type: "object",
  properties: {
    query: { type: "string", description: "What the tool should do, in a few words" },
    limit: {
      type: "integer",
      minimum: 1,
      maximum: 20,
      description: "How many to show (default 5)",
    },
  },
  required: ["query"],
} as const satisfies JsonSchema;

/** Finds tools that are too many to be listed, by the words of their names and descriptions. */
export function createMcpSearchTool(tools: readonly AgentTool[]): AgentTool {
  return {
    name: "mcp_search",
    label: "search tools",
    description: `Find one of ${tools.length} more tools of MCP servers by what it should do. Shows names, descriptions and parameters; run one with mcp_call.`,
    parameters: SearchParameters,
    effect: "read",
    async execute(_toolCallId, params: Static<typeof SearchParameters>) {
      const found = rank(tools, params.query).slice(0, params.limit ?? 5);
      const text =
        found.length === 0
          ? `No tool fits "${params.query}". Try other words.`
          : found.map(describe).join("\n\n");
      return { content: [{ type: "text", text }] };
    },
  };
}

const CallParameters = {
  type: "object",
  properties: {
    tool: { type: "string", description: "A name that mcp_search showed" },
    arguments: { type: "object", description: "What the tool's parameters ask for" },
  },
  required: ["tool"],
} as const satisfies JsonSchema;

/** Runs a tool that was found. The approval of that tool decides, not one of `mcp_call`. */
export function createMcpCallTool(tools: readonly AgentTool[]): AgentTool {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const validate = createToolValidator();
  return {
    name: "mcp_call",
    label: "call a tool",
    description: "Run a tool that mcp_search found.",
    parameters: CallParameters,
    effect: "external",
    async execute(toolCallId, params: Static<typeof CallParameters>, signal, onUpdate) {
      const tool = byName.get(params.tool);
      if (tool === undefined) {
        const message = `There is no tool "${params.tool}". Find its name with mcp_search.`;
        throw new ToolError("not_found", message);
      }
      const args = { ...params.arguments };
      const call = { type: "toolCall", id: toolCallId, name: tool.name, arguments: args } as const;
      return tool.execute(toolCallId, await validate(tool, call), signal, onUpdate);
    },
  };
}

function describe(tool: AgentTool): string {
  return `${tool.name}\n${tool.description}\nParameters: ${JSON.stringify(tool.parameters)}`;
}

/** Best first: a word in the name counts three times as much as one in the description, a rare word more than a common one. */
function rank(tools: readonly AgentTool[], query: string): AgentTool[] {
  const wanted = new Set(wordsOf(query));
  const indexed = tools.map((tool) => ({
    tool,
    name: new Set(wordsOf(tool.name)),
    description: new Set(wordsOf(tool.description)),
  }));
  const weights = new Map(
    [...wanted].map((word) => {
      const count = indexed.filter((one) => one.name.has(word) || one.description.has(word)).length;
      return [word, Math.log(1 + tools.length / (1 + count))];
    }),
  );
  return indexed
    .map(({ tool, name, description }) => {
      let score = 0;
      for (const [word, weight] of weights) {
        if (name.has(word)) score += 3 * weight;
        if (description.has(word)) score += weight;
      }
      return { tool, score };
    })
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .map(({ tool }) => tool);
}

function wordsOf(text: string): string[] {
  return text
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .map((word) => (word.length > 3 ? word.replace(/s$/, "") : word));
}
