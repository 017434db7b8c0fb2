import { createHash } from "node:crypto";
import type { McpToolDefinition } from "./mcp-server.ts";

/** Tells whether a definition is the one that was approved: its name, its words and its parameters. */
export function definitionHash({
  name,
  title,
  description,
  inputSchema,
}: McpToolDefinition): string {
  const parts = [name, title ?? "", description ?? "", sorted(inputSchema)];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** The order of keys means nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, part]) => [key, sorted(part)]);
}
