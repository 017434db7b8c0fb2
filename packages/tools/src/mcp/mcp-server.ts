import type { ToolResult } from "./mcp-content.ts";

/** A tool as its server describes it. Nothing of it is trusted: it is shown to the model, and it decides nothing. */
export interface McpToolDefinition {
  readonly name: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

/** A server that answers. */
export interface McpServer {
  /** As the configuration calls it. */
  readonly name: string;
  /** As the server says it, now; it may say something else later. */
  tools(): readonly McpToolDefinition[];
  /**
   * @throws ToolError `timeout`, `aborted` or `spawn_failed` (the server is gone), else what the server says is wrong.
   */
  call(name: string, args: Record<string, unknown>, options?: McpCallOptions): Promise<ToolResult>;
  close(): Promise<void>;
}

export interface McpCallOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((message: string) => void) | undefined;
}
