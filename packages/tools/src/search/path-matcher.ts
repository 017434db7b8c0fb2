import { ToolError } from "../tool-error.ts";
import { globToRegExp } from "./glob.ts";

/**
 * Whether a path relative to a folder fits a glob. It is looked for at every depth, unless it begins with a slash, with
 * `./` or with the folder itself.
 *
 * @param folder Absolute.
 */
export function pathMatcher(glob: string, folder: string): (path: string) => boolean {
  const inside = glob.startsWith(`${folder}/`)
    ? glob.slice(folder.length)
    : glob.replace(/^(?:\.\/+)+/, "/");
  if (inside.split("/").includes("..")) {
    const message = `The pattern "${glob}" leads out of the folder that is searched. Give the other folder as path.`;
    throw new ToolError("invalid", message);
  }
  const expression = globToRegExp(inside.startsWith("/") ? inside.slice(1) : `**/${inside}`);
  return (path) => expression.test(path);
}
