import type { Dirent, Stats } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import {
  type EnvError,
  type ExecutionEnv,
  type FileInfo,
  failed,
  ok,
  type Result,
} from "../src/env/execution-env.ts";

const unsupported = async () =>
  failed({ code: "not_supported" as const, message: "The tests have files only." });

/**
 * The file methods of an environment over a new temporary folder, so that links, pipes and folders are real ones.
 * `files` are written below it. Disposing of it removes the folder.
 */
export async function diskEnv(
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<ExecutionEnv & AsyncDisposable> {
  const cwd = await realpath(await mkdtemp(join(tmpdir(), "argent-prompt-")));
  const at = (path: string) => resolve(cwd, path);
  const env: ExecutionEnv = {
    id: "test",
    cwd,
    isolation: { level: "none", description: "not isolated" },
    resolve: (path) => ok(at(path)),
    stat: (path, signal) =>
      attempt(path, async () => {
        signal?.throwIfAborted();
        const realPath = await realpath(at(path));
        const found = await stat(realPath);
        const { size, mtimeMs: modifiedAt, mode } = found;
        return { kind: kindOf(found), size, modifiedAt, mode, realPath };
      }),
    readFile: (path, { range = {} } = {}) =>
      attempt(path, async () => (await readFile(at(path))).subarray(range.start ?? 0, range.end)),
    async *readChunks(path) {
      yield await env.readFile(path);
    },
    writeFile: (path, data) =>
      attempt(path, async () => {
        await mkdir(dirname(at(path)), { recursive: true });
        await writeFile(at(path), data);
      }),
    list: (path) =>
      attempt(path, async () => {
        const entries = await readdir(at(path), { withFileTypes: true });
        return entries
          .map((entry) => ({
            name: entry.name,
            kind: entry.isSymbolicLink() ? ("symlink" as const) : kindOf(entry),
          }))
          .reverse();
      }),
    makeDirectory: unsupported,
    remove: (path) => attempt(path, () => rm(at(path))),
    temporaryFile: unsupported,
    exec: unsupported,
    close: async () => undefined,
  };
  for (const [path, data] of Object.entries(files)) await env.writeFile(path, data);
  return {
    ...env,
    [Symbol.asyncDispose]: () => rm(cwd, { recursive: true, force: true }),
  };
}

function kindOf(found: Stats | Dirent): FileInfo["kind"] {
  if (found.isFile()) return "file";
  return found.isDirectory() ? "directory" : "other";
}

async function attempt<Value>(
  path: string,
  body: () => Promise<Value>,
): Promise<Result<Value, EnvError>> {
  try {
    return ok(await body());
  } catch (cause) {
    const systemCode = cause instanceof Error && "code" in cause ? cause.code : undefined;
    const code = systemCode === "ENOENT" ? "not_found" : "unknown";
    return failed({ code, message: `${path}: ${String(cause)}`, path });
  }
}
