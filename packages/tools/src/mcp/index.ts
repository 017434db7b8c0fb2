export { type ApprovedDefinitions, memoryApprovedDefinitions } from "./approved-definitions.ts";
export type { ConnectMcpOptions } from "./connect-mcp-server.ts";
export { connectMcpServers, type McpConnections, type McpProblem } from "./connect-mcp-servers.ts";
export { createMcpTools, type McpToolsOptions } from "./create-mcp-tools.ts";
export { definitionHash } from "./definition-hash.ts";
export { fileApprovedDefinitions } from "./file-approved-definitions.ts";
export type { McpCallOptions, McpServer, McpToolDefinition } from "./mcp-server.ts";
export type { McpAddressConfig, McpProgramConfig, McpServerConfig } from "./mcp-server-config.ts";
export { mcpToolName } from "./mcp-tool-name.ts";
