/** Whether an event of an extension is about this tool. */
export function isToolCallEventType(toolName: string, event: { toolName: string }): boolean {
  return event.toolName === toolName;
}

export const isBashToolResult = about("bash");
export const isReadToolResult = about("read");
export const isEditToolResult = about("edit");
export const isWriteToolResult = about("write");
export const isGrepToolResult = about("grep");
export const isFindToolResult = about("find");
export const isLsToolResult = about("ls");

function about(toolName: string) {
  return (event: { toolName: string }): boolean => event.toolName === toolName;
}
