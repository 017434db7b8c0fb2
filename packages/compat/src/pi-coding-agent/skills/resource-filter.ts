import { basename, dirname, relative, sep } from "node:path";
import { parseIgnoreRules } from "@argent/tools/ignore-rules";

export interface ResourceFilter {
  /** The entries that are paths of files and folders. */
  readonly paths: readonly string[];
  /** Whether a file counts; `isNamed`: one of `paths` led to it, so that it has to fit the patterns to be taken in. */
  allows(file: string, isNamed: boolean): boolean;
}

/**
 * What settings say about one kind of resource: `path`, `glob*` (of the paths only these), `!glob` (not these), `+path`
 * (this one all the same) and `-path` (never this one), relative to the folder of the settings. A skill may be called by its folder.
 */
export function resourceFilter(entries: readonly string[], baseDir: string): ResourceFilter {
  const behind = (mark: string) =>
    entries.flatMap((entry) => (entry.startsWith(mark) ? [entry.slice(mark.length)] : []));
  const unmarked = entries.filter((entry) => !/^[!+-]/.test(entry));
  const globs = unmarked.filter((entry) => /[*?]/.test(entry));
  const fits = (file: string, patterns: readonly string[]) => {
    const rules = parseIgnoreRules(patterns.join("\n"));
    return namesOf(file, baseDir).some((name) => rules.decide(name, false) === true);
  };
  const isOne = (file: string, paths: readonly string[]) => {
    const names = [...namesOf(file, baseDir), file, ...folderOfSkill(file)];
    return paths.some((path) => names.includes(path.replace(/^\.\//, "")));
  };
  return {
    paths: unmarked.filter((entry) => !globs.includes(entry)),
    allows(file, isNamed) {
      if (isOne(file, behind("-"))) return false;
      if (isOne(file, behind("+"))) return true;
      if (isNamed && globs.length > 0 && !fits(file, globs)) return false;
      return !fits(file, behind("!"));
    },
  };
}

/** How settings may call a file, relative to their folder. */
function namesOf(file: string, baseDir: string): string[] {
  return [file, ...folderOfSkill(file)].map((path) => relative(baseDir, path).replaceAll(sep, "/"));
}

function folderOfSkill(file: string): string[] {
  return basename(file) === "SKILL.md" ? [dirname(file)] : [];
}
