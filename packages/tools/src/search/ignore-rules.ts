import { globToRegExp } from "./glob.ts";

/** What one `.gitignore` says: https://git-scm.com/docs/gitignore#_pattern_format */
export interface IgnoreRules {
  /** The last rule that fits decides; `undefined` when none does. The path is relative to the folder of the file. */
  decide(path: string, isFolder: boolean): boolean | undefined;
}

/** Reads the text of a `.gitignore`. Every text is one; lines that say nothing are skipped. */
export function parseIgnoreRules(text: string): IgnoreRules {
  const rules = text.split("\n").flatMap((line) => parseRule(line.replace(/\r$/, "")) ?? []);
  rules.reverse();
  return {
    decide(path, isFolder) {
      const rule = rules.find(
        ({ matches, forFolders }) => (isFolder || !forFolders) && matches.test(path),
      );
      return rule && !rule.isNegated;
    },
  };
}

interface Rule {
  matches: RegExp;
  isNegated: boolean;
  forFolders: boolean;
}

function parseRule(line: string): Rule | undefined {
  const pattern = line.replace(/(?<!\\)\s+$/, "");
  if (pattern === "" || pattern.startsWith("#")) return undefined;
  const isNegated = pattern.startsWith("!");
  const forFolders = pattern.endsWith("/");
  const body = pattern.slice(isNegated ? 1 : 0, forFolders ? -1 : undefined);
  const isAnchored = body.includes("/");
  const glob = isAnchored ? body.replace(/^\//, "") : `**/${body}`;
  // Braces are ordinary characters in these files.
  const matches = globToRegExp(glob.replaceAll(/[{},]/g, "\\$&").replace(/\/\*\*$/, "/**/*"));
  return { matches, isNegated, forFolders };
}
