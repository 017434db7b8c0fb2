/**
 * The port to files and processes. Tools, skills and project files reach the outside only through it, so that a
 * sandboxed or in-memory workspace is never bypassed. No method throws or rejects: failures are values.
 */
export interface ExecutionEnv {
  /** What stands behind it, for people: `"local"`, `"memory"`, `"sandbox"`. */
  readonly id: string;
  /** The working folder, absolute. Relative paths are resolved against it. */
  readonly cwd: string;
  /** What confines the commands that `exec` runs. */
  readonly isolation: Isolation;

  /** The absolute path that a path means, without touching the disk. `permission_denied` outside the roots. */
  resolve(path: string): Result<string, EnvError>;
  /** What is at a path; follows symbolic links. */
  stat(path: string, signal?: AbortSignal): Promise<Result<FileInfo, EnvError>>;
  /** Reads the bytes of a range; default: all. */
  readFile(
    path: string,
    options?: { range?: ByteRange | undefined; signal?: AbortSignal | undefined },
  ): Promise<Result<Uint8Array, EnvError>>;
  /** Reads a file in chunks; leaving early closes it. The first failure ends the iteration with an error value. */
  readChunks(
    path: string,
    options?: { start?: number | undefined; signal?: AbortSignal | undefined },
  ): AsyncIterable<Result<Uint8Array, EnvError>>;
  /** Replaces a file as a whole or not at all; keeps mode and owner of an existing one; makes missing folders. */
  writeFile(
    path: string,
    data: Uint8Array | string,
    options?: { signal?: AbortSignal | undefined },
  ): Promise<Result<void, EnvError>>;
  /** The entries of a folder, in no particular order. */
  list(path: string, signal?: AbortSignal): Promise<Result<DirectoryEntry[], EnvError>>;
  /** Makes a folder and its parents; an existing one is fine. */
  makeDirectory(path: string): Promise<Result<void, EnvError>>;
  /** Removes a file or an empty folder, or a whole tree with `recursive`. */
  remove(
    path: string,
    options?: { recursive?: boolean | undefined },
  ): Promise<Result<void, EnvError>>;
  /** A new file for output that does not fit, outside the workspace; removed by `close`. */
  temporaryFile(name: string): Promise<Result<AppendableFile, EnvError>>;
  /**
   * Runs a command in a shell until its process ends (not until its pipes close). The whole process group dies with
   * the signal or the timeout. A command that ran is `ok`, whatever its exit code.
   */
  exec(command: string, options?: ExecOptions): Promise<Result<ExecResult, EnvError>>;
  /** Ends what is still running and removes temporary files. */
  close(): Promise<void>;
}

/** Bytes of a file, as whole numbers from 0. */
export interface ByteRange {
  /** Default: 0. */
  start?: number | undefined;
  /** Exclusive; default: the end of the file. */
  end?: number | undefined;
}

/** A value, or why there is none: a failure that a caller must look at. */
export type Result<Value, Failure> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: Failure };

/** Why an environment could not do what was asked. */
export interface EnvError {
  readonly code: EnvErrorCode;
  /** What was wanted, what came and what to do. */
  readonly message: string;
  /** The path that was asked for, when there was one. */
  readonly path?: string | undefined;
}

/**
 * What kind of failure it was. `permission_denied` is also a path outside the roots; `timeout` is never a command that
 * took too long, which is `ok` with `endedBy`.
 */
export type EnvErrorCode =
  | "not_found"
  | "permission_denied"
  | "is_directory"
  | "not_directory"
  | "already_exists"
  | "not_empty"
  | "no_space"
  | "invalid"
  | "not_supported"
  | "aborted"
  | "timeout"
  | "spawn_failed"
  | "unknown";

/** What is at a path. */
export interface FileInfo {
  kind: "file" | "directory" | "other";
  /** Bytes. */
  size: number;
  /** Milliseconds since the epoch. */
  modifiedAt: number;
  /** POSIX permission bits. */
  mode: number;
  /** The path with every symbolic link resolved. */
  realPath: string;
}

/** A name in a folder; a symbolic link is not followed. */
export interface DirectoryEntry {
  name: string;
  kind: "file" | "directory" | "symlink" | "other";
}

/** A file that only grows, in the order of the calls. */
export interface AppendableFile {
  readonly path: string;
  /** Resolves when the operating system has the bytes. */
  append(data: Uint8Array): Promise<Result<void, EnvError>>;
  /** Closes it; the file stays until its environment is closed. */
  close(): Promise<void>;
}

/** How a command runs, and who sees its output. */
export interface ExecOptions {
  /** Default: `cwd`. */
  cwd?: string | undefined;
  /** Added to the environment that the implementation provides; `undefined` removes a variable. */
  env?: Record<string, string | undefined> | undefined;
  /** Milliseconds; default: no limit. */
  timeoutMs?: number | undefined;
  /**
   * Kills the whole process group; the result is `ok` with `endedBy: "abort"`. One that is aborted already starts
   * nothing, and the result is the failure `aborted`.
   */
  signal?: AbortSignal | undefined;
  /** Output as it comes, standard output and error merged. A returned promise holds the command back. */
  onOutput?: ((chunk: Uint8Array) => void | Promise<void>) | undefined;
  /**
   * Whether a chunk is only lent, until `onOutput` returns or its promise settles, which spares the memory of a new one
   * each time. What is to be kept must be copied. Default: `false`, a chunk belongs to the receiver.
   */
  lendsOutput?: boolean | undefined;
}

/** How a command ended. Its output went to `onOutput`. */
export interface ExecResult {
  /** `null` when a signal ended it; 128 and the signal's number where a confinement stands in between. */
  exitCode: number | null;
  /** The signal that ended it, for example `"SIGKILL"`. */
  signal?: string | undefined;
  /** Why it was ended early. */
  endedBy?: "timeout" | "abort" | undefined;
  /** Processes it left running, as far as they can be found, or that could not be ended. */
  survivors?: number[] | undefined;
}

/** What a command can reach, in words that an approval can show. */
export interface Isolation {
  readonly level: "none" | "filesystem" | "full";
  /** For example `"not isolated"`, or `"no network, writes only below /work"`. */
  readonly description: string;
}

/** A success with its value. */
export function ok<Value>(value: Value): Result<Value, never> {
  return { ok: true, value };
}

/** A failure with its error. */
export function failed<Failure>(error: Failure): Result<never, Failure> {
  return { ok: false, error };
}
