export {
  type Approval,
  type ApprovalAnswer,
  type ApprovalDecision,
  type ApprovalOptions,
  type ApprovalPolicy,
  type ApprovalRequest,
  type ApprovalVerdict,
  type AskPerson,
  createApproval,
  type RememberedAnswer,
} from "./approval/approval.ts";
export { type ApprovalMode, approvalMode } from "./approval/approval-mode.ts";
export { type ApprovalRule, approvalRules } from "./approval/approval-rules.ts";
export { rememberedRule } from "./approval/remembered-rule.ts";
export { withApproval } from "./approval/with-approval.ts";
export { type BashDetails, type BashToolOptions, createBashTool } from "./bash/bash-tool.ts";
export {
  type CaptureCommandOptions,
  type CommandOutput,
  captureCommand,
} from "./bash/capture-command.ts";
export { type BlobStore, memoryBlobStore } from "./checkpoints/blob-store.ts";
export type { Checkpoint, FileState } from "./checkpoints/checkpoint.ts";
export {
  type Checkpoints,
  type CheckpointsOptions,
  createCheckpoints,
  type FileChange,
} from "./checkpoints/checkpoints.ts";
export {
  checkpointFolder,
  type FileBlobStoreOptions,
  fileBlobStore,
} from "./checkpoints/file-blob-store.ts";
export {
  type UndoFilesOptions,
  type UndoneFile,
  type UndoOutcome,
  undoFiles,
} from "./checkpoints/undo-files.ts";
export { codingPrompt } from "./coding-prompt.ts";
export {
  baseUrlsFrom,
  type CodingRuntimeOptions,
  codingRuntimeOptions,
  createCodingRuntime,
  sessionBlobs,
} from "./coding-runtime.ts";
export { type CodingToolsOptions, createCodingTools } from "./coding-tools.ts";
export {
  createEditFileTool,
  type EditFileDetails,
  type EditFileToolOptions,
} from "./edit/edit-file-tool.ts";
export { secretValues } from "./env/command-environment.ts";
export { type LocalEnvOptions, localEnv } from "./env/local-env.ts";
export { type MemoryEnvOptions, memoryEnv } from "./env/memory-env.ts";
export {
  type IsolationReport,
  type IsolationRung,
  probeIsolation,
} from "./env/probe-isolation.ts";
export { type SandboxEnvOptions, sandboxEnv } from "./env/sandbox-env.ts";
export { createFileLocks, type FileLocks } from "./file-locks.ts";
export { asUntrusted } from "./guard/as-untrusted.ts";
export { type OutputGuardOptions, withOutputGuard } from "./guard/with-output-guard.ts";
export { guardOutput, type OutputGuard } from "./output-guard.ts";
export type { OutputLimits } from "./output-limits.ts";
export { imageTypeOf } from "./read/image-type.ts";
export { type LoadedImage, type LoadImageOptions, loadImage } from "./read/load-image.ts";
export {
  createReadFileTool,
  type ReadFileDetails,
  type ReadFileToolOptions,
} from "./read/read-file-tool.ts";
export type { ImageLimits, ShrinkImage, ShrunkImage } from "./read/shrink-image.ts";
export { createFindTool } from "./search/find-tool.ts";
export { createGrepTool, type GrepToolOptions } from "./search/grep-tool.ts";
export { createLsTool, type SearchToolOptions } from "./search/ls-tool.ts";
export type { SearchDetails } from "./search/search-result.ts";
export { repositoryOf, type WalkedEntry, walk } from "./search/walk.ts";
export { createSeenFiles, type SeenFiles } from "./seen-files.ts";
export type { TaskDetails } from "./task/task-report.ts";
export { createTaskTool, type TaskToolOptions } from "./task/task-tool.ts";
export { ToolError, type ToolErrorCode } from "./tool-error.ts";
export {
  createWriteFileTool,
  type WriteFileDetails,
  type WriteFileToolOptions,
} from "./write/write-file-tool.ts";
