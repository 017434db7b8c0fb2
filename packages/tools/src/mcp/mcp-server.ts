import type { ToolResult } from "./mcp-content.ts";

/** A tool as its server describes it. Nothing of it is trusted: it is shown to the model, and it decides nothing. */
export interface McpToolDefinition {
  readonly name: string;
  /** For people. */
  readonly title?: string | undefined;
  /** For the model. */
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
  /** Ends the program or the connection. */
  close(): Promise<void>;
}

/** Who can end a call, and who sees its progress. */
export interface McpCallOptions {
  /** Ends the call with the ToolError `aborted`. */
  signal?: AbortSignal | undefined;
  /** Told what the server says while it works. */
  onProgress?: ((message: string) => void) | undefined;
}
