import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Settings } from "../settings/settings.ts";
import { expandHome, skillFiles } from "./load-skills.ts";
import { templateFiles } from "./prompt-templates.ts";
import { resourceFilter } from "./resource-filter.ts";
import type { PathMetadata } from "./source-info.ts";

export interface FoundResource {
  path: string;
  metadata: PathMetadata;
}

export interface ResourcePlaces {
  cwd: string;
  agentDir: string;
  projectSettings: Settings;
  userSettings: Settings;
}

/**
 * The files of one kind, in the order in which the first of a name wins: the project's before the user's, and of each
 * what its settings name before what lies where Pi looks.
 */
export function findResources(kind: "skills" | "prompts", places: ResourcePlaces): FoundResource[] {
  const { cwd, agentDir, projectSettings, userSettings } = places;
  const shared = join(homedir(), ".agents", "skills");
  const ofProject = agentsFolders(cwd).filter((folder) => folder !== shared);
  return [
    ...inScope("project", kind, join(cwd, ".pi"), projectSettings[kind], ofProject),
    ...inScope("user", kind, agentDir, userSettings[kind], [shared]),
  ];
}

function inScope(
  scope: "project" | "user",
  kind: "skills" | "prompts",
  baseDir: string,
  entries: readonly string[] = [],
  shared: readonly string[],
): FoundResource[] {
  const filter = resourceFilter(entries, baseDir);
  const named = filter.paths.flatMap((path) =>
    filesAt(kind, resolve(baseDir, expandHome(path.trim()))),
  );
  const found = [
    ...filesAt(kind, join(baseDir, kind)),
    ...(kind === "skills"
      ? shared.flatMap((folder) => skillFiles(folder, { isShared: true }))
      : []),
  ];
  const origin = "top-level";
  return [
    ...named
      .filter((path) => filter.allows(path, true))
      .map((path) => ({ path, metadata: { source: "local", scope, origin } as const })),
    ...found
      .filter((path) => filter.allows(path, false))
      .map((path) => ({ path, metadata: { source: "auto", scope, origin, baseDir } as const })),
  ];
}

function filesAt(kind: "skills" | "prompts", path: string): string[] {
  if (kind === "prompts") return templateFiles(path);
  return path.endsWith(".md") && existsSync(path) ? [path] : skillFiles(path);
}

/** The folders of skills that several agents share: of the working folder and those above it, up to the repository's. */
function agentsFolders(cwd: string): string[] {
  const folders: string[] = [];
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    folders.push(folder);
    if (existsSync(join(folder, ".git")) || dirname(folder) === folder) break;
  }
  return folders.map((folder) => join(folder, ".agents", "skills"));
}
