import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { parseIgnoreRules } from "@argent/tools/ignore-rules";

/** Whether the ignore files of a folder, or those above it, leave out what is in it. */
export interface IgnoredPaths {
  isIgnored(path: string, isFolder: boolean): boolean;
  /** The same for a folder below, whose own files come first. */
  within(folder: string): IgnoredPaths;
}

/** Of two files that say the opposite the later one counts. */
const fileNames = [".gitignore", ".ignore", ".fdignore"];

/** Reads the ignore files of a folder. Above the first folder none are read. */
export function ignoredPaths(
  folder: string,
  decideAbove: (path: string, isFolder: boolean) => boolean | undefined = () => undefined,
): IgnoredPaths {
  const rules = parseIgnoreRules(fileNames.map((name) => textOf(join(folder, name))).join("\n"));
  const decide = (path: string, isFolder: boolean) => {
    const name = relative(folder, path).replaceAll(sep, "/");
    return rules.decide(name, isFolder) ?? decideAbove(path, isFolder);
  };
  return {
    isIgnored: (path, isFolder) => decide(path, isFolder) === true,
    within: (below) => ignoredPaths(below, decide),
  };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // most folders have none
  }
}
