import type { EnvError, ExecutionEnv } from "@argent/agent/env";
import { formatSize } from "../output-limits.ts";
import { sniffEncoding } from "../read/text-encoding.ts";
import { orThrow, ToolError } from "../tool-error.ts";

/** A file as `grep` searches it, or why it does not. */
export type SearchedText =
  | { kind: "text"; text: string }
  | { kind: "binary" | "too large" }
  | { kind: "unreadable"; error: EnvError };

export const maximumBytes = 32 * 1024 * 1024;
export const largestSearched = formatSize(maximumBytes);

/** Throws a `ToolError` only when it is aborted. */
export async function readSearchedText(
  env: ExecutionEnv,
  path: string,
  signal: AbortSignal | undefined,
): Promise<SearchedText> {
  const range = { end: maximumBytes + 1 };
  const read = await env.readFile(path, { range, signal });
  if (!read.ok && read.error.code !== "aborted") return { kind: "unreadable", error: read.error };
  const bytes = orThrow(read);
  if (bytes.length > maximumBytes) return { kind: "too large" };
  const encoding = sniffEncoding(bytes);
  if (!encoding) return { kind: "binary" };
  return { kind: "text", text: new TextDecoder(encoding).decode(bytes) };
}

/** Why a file that was asked for by name is not searched. */
export function notSearched(
  path: string,
  searched: Exclude<SearchedText, { kind: "text" }>,
): ToolError {
  switch (searched.kind) {
    case "unreadable":
      return new ToolError(searched.error.code, searched.error.message, { path });
    case "binary": {
      const message = `${path} is a binary file, and only text is searched. Look into it with a command such as grep -a or strings.`;
      return new ToolError("binary", message, { path });
    }
    case "too large": {
      const message = `${path} is larger than ${largestSearched}, and is not searched. Search it with a command such as grep -n.`;
      return new ToolError("invalid", message, { path });
    }
    default:
      return searched satisfies never;
  }
}
