import { type EnvError, type ExecutionEnv, failed, ok, type Result } from "../env/execution-env.ts";
import type { PromptProblem, PromptProblemCode } from "./prompt-problem.ts";

export interface TextFile {
  /** Without a byte order mark and NUL characters, with `\n` as line break. */
  text: string;
  /** The path with every symbolic link resolved. */
  realPath: string;
}

/** What is larger was not written for a prompt. */
const maxBytes = 2 * 1024 * 1024;

/**
 * Reads a file that people wrote for a prompt. `within` is a real path: links are followed only inside it. Never waits
 * for a pipe or a device.
 *
 * @throws what the signal was aborted with.
 */
export async function readTextFile(
  env: ExecutionEnv,
  path: string,
  { within, signal }: { within: string; signal?: AbortSignal | undefined },
): Promise<Result<TextFile, PromptProblem>> {
  const found = await env.stat(path, signal);
  signal?.throwIfAborted();
  if (!found.ok) return failed(problemOf(found.error, path));
  const { kind, size, realPath } = found.value;
  if (!isWithin(realPath, within)) {
    return refuse("outside_folder", path, `It leads to ${realPath}, outside ${within}.`);
  }
  if (kind !== "file") return refuse("not_a_file", path, "A file was wanted.");
  if (size > maxBytes) {
    return refuse("too_large", path, `It has ${size} bytes; the limit is ${maxBytes}.`);
  }
  const bytes = await env.readFile(realPath, { range: { end: maxBytes }, signal });
  signal?.throwIfAborted();
  if (!bytes.ok) return failed(problemOf(bytes.error, path));
  // Without `fatal` the decoder turns what is not UTF-8 into U+FFFD, and drops a byte order mark.
  const text = new TextDecoder().decode(bytes.value);
  return ok({ text: text.replaceAll("\0", "").replaceAll("\r\n", "\n"), realPath });
}

/** Whether an absolute path is the folder or lies below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

/** A failure of the environment, seen as a problem with the file or folder. */
export function problemOf(error: EnvError, path: string): PromptProblem {
  const isMissing = error.code === "not_found" || error.code === "not_directory";
  return {
    code: isMissing ? "not_found" : "unreadable",
    severity: "error",
    message: error.message,
    path,
  };
}

function refuse(code: PromptProblemCode, path: string, why: string): Result<never, PromptProblem> {
  return failed({ code, severity: "error", message: `${path} was left out. ${why}`, path });
}
