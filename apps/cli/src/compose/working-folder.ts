import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { UsageError } from "../usage-error.ts";

/** @throws UsageError when it is no folder. */
export async function workingFolder(path: string): Promise<string> {
  const cwd = resolve(path);
  const info = await stat(cwd).catch(() => undefined);
  if (info?.isDirectory()) return cwd;
  throw new UsageError(
    `--cwd must be a folder, but ${cwd} ${info ? "is a file" : "does not exist"}.`,
  );
}
