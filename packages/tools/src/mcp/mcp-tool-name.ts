import { createHash } from "node:crypto";

/** What all vendors take: https://platform.openai.com/docs/api-reference/chat/create (tools.function.name) */
const longest = 64;

/**
 * The name that the model calls a server's tool by: `mcp__server__tool`. Two tools never share one: a name that had to be
 * changed or cut, or that could be read in two ways, ends with a hash of what it was.
 */
export function mcpToolName(server: string, tool: string): string {
  const plain = `mcp__${server}__${tool}`;
  const isPlain =
    plain.length <= longest &&
    [server, tool].every((part) => /^[A-Za-z0-9-]+(_[A-Za-z0-9-]+)*$/.test(part));
  if (isPlain) return plain;
  const hash = createHash("sha256")
    .update(JSON.stringify([server, tool]))
    .digest("hex")
    .slice(0, 8);
  const clean = plain.replace(/[^A-Za-z0-9_-]/g, "_").slice(0, longest - hash.length - 3);
  // No plain name has three underscores in a row.
  return `${clean}___${hash}`;
}
