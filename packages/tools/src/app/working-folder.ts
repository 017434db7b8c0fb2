import { stat } from "node:fs/promises";
import { ToolError } from "../tool-error.ts";
import type { Ambient } from "./ambient.ts";
import { expandPath } from "./expand-path.ts";

/**
 * The absolute path of a folder that a person named.
 *
 * @throws ToolError `not_found` or `not_directory` when it is none.
 */
export async function workingFolder(
  path: string,
  ambient: Pick<Ambient, "home" | "cwd">,
): Promise<string> {
  const folder = expandPath(path, ambient);
  const info = await stat(folder).catch(() => undefined); // not for us is as good as not there
  if (info?.isDirectory()) return folder;
  throw new ToolError(
    info ? "not_directory" : "not_found",
    `A folder to work in is wanted, but ${folder} ${info ? "is a file" : "does not exist"}. Name another one.`,
    { path: folder },
  );
}
