export {
  type Approval,
  type ApprovalAnswer,
  type ApprovalDecision,
  type ApprovalOptions,
  type ApprovalPolicy,
  type ApprovalRequest,
  type ApprovalVerdict,
  createApproval,
} from "./approval/approval.ts";
export { type ApprovalRule, approvalRules } from "./approval/approval-rules.ts";
export { withApproval } from "./approval/with-approval.ts";
export { type BashDetails, type BashToolOptions, createBashTool } from "./bash/bash-tool.ts";
export { codingPrompt } from "./coding-prompt.ts";
export {
  type CodingRuntimeOptions,
  createCodingRuntime,
  sessionFolderIn,
} from "./coding-runtime.ts";
export { type CodingToolsOptions, createCodingTools } from "./coding-tools.ts";
export {
  createEditFileTool,
  type EditFileDetails,
  type EditFileToolOptions,
} from "./edit/edit-file-tool.ts";
export { type LocalEnvOptions, localEnv } from "./env/local-env.ts";
export { type MemoryEnvOptions, memoryEnv } from "./env/memory-env.ts";
export { type SandboxEnvOptions, sandboxEnv } from "./env/sandbox-env.ts";
export { createFileLocks, type FileLocks } from "./file-locks.ts";
export { guardOutput, type OutputGuard } from "./output-guard.ts";
export type { OutputLimits } from "./output-limits.ts";
export {
  createReadFileTool,
  type ReadFileDetails,
  type ReadFileToolOptions,
} from "./read/read-file-tool.ts";
export { createFindTool } from "./search/find-tool.ts";
export { createGrepTool } from "./search/grep-tool.ts";
export { createLsTool, type SearchToolOptions } from "./search/ls-tool.ts";
export type { SearchDetails } from "./search/search-result.ts";
export { createSeenFiles, type SeenFiles } from "./seen-files.ts";
export { ToolError, type ToolErrorCode } from "./tool-error.ts";
export {
  createWriteFileTool,
  type WriteFileDetails,
  type WriteFileToolOptions,
} from "./write/write-file-tool.ts";
