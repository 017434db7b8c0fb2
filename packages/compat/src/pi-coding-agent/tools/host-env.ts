import { dirname, resolve } from "node:path";
import {
  type EnvError,
  type ExecutionEnv,
  type FileInfo,
  failed,
  ok,
  type Result,
} from "@argent/agent/env";

/** This machine as Pi's tools see it. Commands get the environment of the process without what looks like a key. */
export async function hostEnv(cwd: string, shell?: string): Promise<ExecutionEnv> {
  const { localEnv } = await import("@argent/tools");
  return localEnv({ cwd: resolve(cwd), env: process.env, shell });
}

/** A host's own backend for files, as Pi's tools take it. Paths are absolute; failures are thrown. */
export interface FileBackend {
  access?: ((path: string) => Promise<void>) | undefined;
  readFile?: ((path: string) => Promise<Uint8Array>) | undefined;
  writeFile?: ((path: string, content: string) => Promise<void>) | undefined;
  mkdir?: ((path: string) => Promise<void>) | undefined;
}

/** An environment whose files are those of a backend. It knows of a file no more than that it can be reached. */
export function withFileBackend(env: ExecutionEnv, backend: FileBackend): ExecutionEnv {
  const at = <Value>(path: string, work: (absolute: string) => Promise<Value>) => {
    const absolute = env.resolve(path);
    return absolute.ok ? attempt(absolute.value, work) : Promise.resolve(absolute);
  };
  return {
    ...env,
    stat: (path) =>
      at(path, async (realPath): Promise<FileInfo> => {
        if (backend.access === undefined) throw new Error("The backend has no way to look.");
        await backend.access(realPath);
        return { kind: "file", size: 0, modifiedAt: 0, mode: 0o644, realPath };
      }),
    readFile: (path) =>
      at(path, async (absolute) => {
        if (backend.readFile === undefined) throw new Error("The backend reads no files.");
        return backend.readFile(absolute);
      }),
    writeFile: (path, data) =>
      at(path, async (absolute) => {
        await backend.mkdir?.(dirname(absolute));
        await backend.writeFile?.(absolute, Buffer.from(data).toString());
      }),
  };
}

async function attempt<Value>(
  path: string,
  work: (path: string) => Promise<Value>,
): Promise<Result<Value, EnvError>> {
  try {
    return ok(await work(path));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return failed({ code: "not_found", message, path });
  }
}
