import { posix } from "node:path";
import {
  type EnvError,
  type ExecOptions,
  type ExecResult,
  type ExecutionEnv,
  failed,
  ok,
  type Result,
} from "@argent/agent/env";
import { type Clock, systemClock } from "@argent/ai";
import { attempt, checkRange, EnvFailure, throwIfAborted, toEnvError } from "./env-failure.ts";
import {
  fileOf,
  folderOf,
  growingFile,
  type MemoryFolder,
  makeFolder,
  nodeAt,
} from "./memory-tree.ts";

/** The working folder, and what answers commands. */
export interface MemoryEnvOptions {
  /** Default: `/workspace`. */
  cwd?: string | undefined;
  /** Answers commands. Default: every command is `not_supported`. */
  exec?:
    | ((command: string, options: ExecOptions) => Promise<Result<ExecResult, EnvError>>)
    | undefined;
  /** Dates files; each change has a later time than the one before. Default: the system's. */
  clock?: Clock | undefined;
}

/** Files in memory, for tests and for agents that must not touch a disk. Relative names are below `cwd`. */
export function memoryEnv(
  files: Readonly<Record<string, string | Uint8Array>> = {},
  options: MemoryEnvOptions = {},
): ExecutionEnv {
  const { cwd = "/workspace", clock = systemClock } = options;
  const root: MemoryFolder = { kind: "directory", entries: new Map(), modifiedAt: 0 };
  const temporary = "/tmp/argent";
  let temporaryCount = 0;
  let lastChange = 0;

  const absolute = (path: string) => {
    if (path.includes("\0")) throw new EnvFailure("invalid", "The path contains a NUL character.");
    return posix.resolve(cwd, path);
  };
  /** Every change has another time, so that it can be noticed. */
  const nextChange = () => {
    lastChange = Math.max(clock.now(), lastChange + 1);
    return lastChange;
  };
  const write = (path: string, data: Uint8Array | string) => {
    const modifiedAt = nextChange();
    const name = posix.basename(path);
    const folder = makeFolder(root, posix.dirname(path), modifiedAt);
    const existing = folder.entries.get(name);
    if (existing) fileOf(existing, path);
    if (path === "/") throw new EnvFailure("is_directory", "/ is a folder.", path);
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : Uint8Array.from(data);
    folder.entries.set(name, { kind: "file", bytes, modifiedAt });
  };
  const read = (path: string) => fileOf(nodeAt(root, absolute(path)), path).bytes;

  makeFolder(root, cwd, nextChange());
  for (const [path, data] of Object.entries(files)) write(absolute(path), data);

  return {
    id: "memory",
    cwd,
    isolation: { level: "full", description: "files in memory only" },

    resolve(path) {
      try {
        return ok(absolute(path));
      } catch (cause) {
        return failed(toEnvError(cause, "use", path));
      }
    },
    stat: (path, signal) =>
      attempt("look at", path, async () => {
        throwIfAborted(signal);
        const realPath = absolute(path);
        const node = nodeAt(root, realPath);
        const isFile = node.kind === "file";
        const size = isFile ? node.bytes.length : 0;
        const { kind, modifiedAt } = node;
        return { kind, size, modifiedAt, mode: isFile ? 0o644 : 0o755, realPath };
      }),
    readFile: (path, { range = {}, signal } = {}) =>
      attempt("read", path, async () => {
        throwIfAborted(signal);
        checkRange(range, path);
        return read(path).slice(range.start ?? 0, range.end);
      }),
    async *readChunks(path, { start = 0, signal } = {}) {
      const chunk = await attempt("read", path, async () => {
        throwIfAborted(signal);
        checkRange({ start }, path);
        return read(path).slice(start);
      });
      if (!chunk.ok || chunk.value.length > 0) yield chunk;
    },
    writeFile: (path, data, { signal } = {}) =>
      attempt("write", path, async () => {
        throwIfAborted(signal);
        write(absolute(path), data);
      }),
    list: (path, signal) =>
      attempt("list", path, async () => {
        throwIfAborted(signal);
        const folder = folderOf(nodeAt(root, absolute(path)), path);
        return [...folder.entries].map(([name, { kind }]) => ({ name, kind }));
      }),
    makeDirectory: (path) =>
      attempt("make the folder", path, async () => {
        const target = absolute(path);
        const parent = makeFolder(root, posix.dirname(target), nextChange());
        if (parent.entries.get(posix.basename(target))?.kind === "file") {
          throw new EnvFailure("already_exists", `A file is in the place of ${path}.`, path);
        }
        makeFolder(root, target, nextChange());
      }),
    remove: (path, { recursive = false } = {}) =>
      attempt("remove", path, async () => {
        const target = absolute(path);
        if (`${cwd}/`.startsWith(target === "/" ? "/" : `${target}/`)) {
          throw new EnvFailure("invalid", `${path} holds the working folder.`, path);
        }
        const node = nodeAt(root, target);
        if (node.kind === "directory" && node.entries.size > 0 && !recursive) {
          throw new EnvFailure("not_empty", `The folder ${path} is not empty.`, path);
        }
        const parent = folderOf(nodeAt(root, posix.dirname(target)), path);
        parent.entries.delete(posix.basename(target));
      }),
    temporaryFile: (wanted) =>
      attempt("make a temporary file", undefined, async () => {
        temporaryCount += 1;
        const name = `${temporaryCount}-${posix.basename(wanted)}`;
        const file = growingFile(nextChange());
        makeFolder(root, temporary, file.modifiedAt).entries.set(name, file);
        return {
          path: `${temporary}/${name}`,
          append: async (data) => ok(file.append(data)),
          close: async () => undefined,
        };
      }),
    async exec(command, execOptions = {}) {
      if (options.exec) return options.exec(command, execOptions);
      const message = "There are no commands here: the files are in memory.";
      return failed({ code: "not_supported", message });
    },
    async close() {
      folderOf(makeFolder(root, "/tmp", 0), "/tmp").entries.delete("argent");
    },
  };
}
