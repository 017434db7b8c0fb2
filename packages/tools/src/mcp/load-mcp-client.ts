import { ToolError } from "../tool-error.ts";

const packageName = "@modelcontextprotocol/client";

/** Named, so that the package's declarations are not copied into ours. */
export type McpSdk = typeof import("@modelcontextprotocol/client") &
  Pick<typeof import("@modelcontextprotocol/client/stdio"), "StdioClientTransport">;

/**
 * The protocol's own client, which is an optional peer dependency.
 *
 * @throws ToolError `not_supported` when it is not installed.
 */
export async function loadMcpClient(): Promise<McpSdk> {
  try {
    const [client, stdio] = await Promise.all([
      import("@modelcontextprotocol/client"),
      import("@modelcontextprotocol/client/stdio"),
    ]);
    return { ...client, StdioClientTransport: stdio.StdioClientTransport };
  } catch (cause) {
    const isMissing =
      cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND";
    if (!isMissing) throw cause;
    const message = `MCP servers need the package "${packageName}", which is not installed. Run: npm install ${packageName}`;
    throw new ToolError("not_supported", message, { cause });
  }
}
