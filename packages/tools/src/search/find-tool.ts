import type { AgentTool } from "@argent/agent";
import { foundAt } from "../found-at.ts";
import { locatePath } from "../locate-path.ts";
import { defaultLimits } from "../output-limits.ts";
import { orThrow } from "../tool-error.ts";
import type { SearchToolOptions } from "./ls-tool.ts";
import { pathMatcher } from "./path-matcher.ts";
import { type SearchDetails, searchResult } from "./search-result.ts";
import { walk } from "./walk.ts";

const defaultLimit = 1000;

const parameters = {
  type: "object",
  properties: {
    pattern: {
      type: "string",
      description: "Glob such as '*.ts', '**/*.json' or 'src/**/*.test.ts'",
    },
    path: { type: "string", description: "Folder to search; default: the working folder" },
    limit: { type: "integer", minimum: 1, description: `Most results; default ${defaultLimit}` },
  },
  required: ["pattern"],
} as const;

/** Finds files and folders by name. */
export function createFindTool(
  options: SearchToolOptions,
): AgentTool<typeof parameters, SearchDetails> {
  const { env, limits = defaultLimits } = options;
  return {
    name: "find",
    label: "Find files",
    description:
      "Find files and folders by a glob. Paths are relative to the folder searched; folders end with a slash. Leaves out what .gitignore says.",
    parameters,
    effect: "read",
    async execute(_id, { pattern, path = ".", limit = defaultLimit }, signal) {
      const lines: string[] = [];
      let isLimited = false;
      const root = await locatePath(env, path, signal);
      await foundAt(env, root, signal);
      const folder = orThrow(env.resolve(root.path));
      const matches = pathMatcher(pattern, folder);
      for await (const entry of walk(env, root.path, signal)) {
        if (!matches(entry.path)) continue;
        isLimited = lines.length === limit;
        if (isLimited) break;
        lines.push(entry.kind === "directory" ? `${entry.path}/` : entry.path);
      }
      const more = `${limit} results limit reached. Use limit=${limit * 2} for more, or refine pattern`;
      return searchResult(lines, limits, {
        isLimited,
        whenEmpty: pattern.startsWith("/")
          ? `No files found matching pattern, which begins at ${folder}`
          : "No files found matching pattern",
        notices: isLimited ? [more] : [],
      });
    },
  };
}
