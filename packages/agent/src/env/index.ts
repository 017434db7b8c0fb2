export {
  type AppendableFile,
  type ByteRange,
  type DirectoryEntry,
  type EnvError,
  type EnvErrorCode,
  type ExecOptions,
  type ExecResult,
  type ExecutionEnv,
  type FileInfo,
  failed,
  type Isolation,
  ok,
  type Result,
} from "./execution-env.ts";
export { describeExecutionEnv, type TestRunner } from "./execution-env-suite.ts";
