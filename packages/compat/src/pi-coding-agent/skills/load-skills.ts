import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve, sep } from "node:path";
import { getAgentDir } from "../session/agent-dir.ts";
import { type IgnoredPaths, ignoredPaths } from "./ignored-paths.ts";
import type { ResourceDiagnostic } from "./resource-diagnostic.ts";
import { type LoadSkillsResult, messageOf, readSkill, type Skill } from "./skill.ts";

export interface LoadSkillsFromDirOptions {
  dir: string;
  /** `user`, `project`, `path`, or any other word. */
  source: string;
}

export interface LoadSkillsOptions {
  cwd: string;
  agentDir?: string | undefined;
  /** Folders and `.md` files besides the two homes; `~` is expanded. */
  skillPaths: string[];
  /** Look into `<agentDir>/skills` and `<cwd>/.pi/skills` first. */
  includeDefaults: boolean;
}

/** A tree of folders that is deeper than this was not meant as one of skills. */
const maximumDepth = 8;

/** The skills of a folder: `SKILL.md` at any depth, and flat `.md` files in it. A folder with a `SKILL.md` is one skill. What ignore files leave out is no skill. */
export function loadSkillsFromDir({ dir, source }: LoadSkillsFromDirOptions): LoadSkillsResult {
  const read = skillFiles(dir).map((path) => readSkill(path, source));
  return {
    skills: read.flatMap(({ skills }) => skills),
    diagnostics: read.flatMap(({ diagnostics }) => diagnostics),
  };
}

/** The files of a folder's skills. `isShared`: several agents use it, so that flat files in it may be anything. */
export function skillFiles(dir: string, { isShared = false } = {}): string[] {
  const visit = (folder: string, ignored: IgnoredPaths, depth: number): string[] => {
    const entries = entriesOf(folder);
    const own = join(folder, "SKILL.md");
    const hasOwn = entries.some(({ name, isFile }) => name === "SKILL.md" && isFile);
    if (hasOwn && !ignored.isIgnored(own, false)) return [own];
    return entries.flatMap(({ name, isFile, isFolder }) => {
      if (name.startsWith(".") || name === "node_modules") return [];
      const path = join(folder, name);
      if (ignored.isIgnored(path, isFolder)) return [];
      if (isFolder && depth < maximumDepth) return visit(path, ignored.within(path), depth + 1);
      return isFile && depth === 0 && !isShared && name.endsWith(".md") ? [path] : [];
    });
  };
  return visit(dir, ignoredPaths(dir), 0);
}

/** The skills of every place; of two with one name the first is kept, and a diagnostic names the other. */
export function loadSkills(options: LoadSkillsOptions): LoadSkillsResult {
  const { cwd, agentDir = getAgentDir(), skillPaths, includeDefaults } = options;
  const homes = { user: join(agentDir, "skills"), project: resolve(cwd, ".pi", "skills") };
  const kept = new Map<string, Skill>();
  const files = new Set<string>();
  const diagnostics: ResourceDiagnostic[] = [];
  const collisions: ResourceDiagnostic[] = [];

  const add = ({ skills, diagnostics: found }: LoadSkillsResult) => {
    diagnostics.push(...found);
    for (const skill of skills) {
      const file = realPathOf(skill.filePath);
      if (files.has(file)) continue;
      const winner = kept.get(skill.name);
      if (winner) {
        collisions.push(collisionOf(winner, skill));
      } else {
        kept.set(skill.name, skill);
        files.add(file);
      }
    }
  };
  const sourceOf = (path: string) => {
    if (includeDefaults) return "path";
    if (isWithin(path, homes.user)) return "user";
    return isWithin(path, homes.project) ? "project" : "path";
  };

  if (includeDefaults) {
    add(loadSkillsFromDir({ dir: homes.user, source: "user" }));
    add(loadSkillsFromDir({ dir: homes.project, source: "project" }));
  }
  for (const given of skillPaths) {
    const path = resolve(cwd, expandHome(given.trim()));
    add(skillsAt(path, sourceOf(path)));
  }
  return { skills: [...kept.values()], diagnostics: [...diagnostics, ...collisions] };
}

/** A path with the home folder written as `~`. */
export function expandHome(path: string): string {
  return path === "~" || path.startsWith("~/") ? homedir() + path.slice(1) : path;
}

export function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path; // it is gone
  }
}

/** What is in a folder, with links followed; nothing when it cannot be read. */
export function entriesOf(folder: string): { name: string; isFile: boolean; isFolder: boolean }[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      if (!entry.isSymbolicLink()) {
        return [{ name: entry.name, isFile: entry.isFile(), isFolder: entry.isDirectory() }];
      }
      const target = statSync(join(folder, entry.name), { throwIfNoEntry: false });
      return target
        ? [{ name: entry.name, isFile: target.isFile(), isFolder: target.isDirectory() }]
        : [];
    });
  } catch {
    return []; // a folder that is not there, or not ours, holds no resources
  }
}

function skillsAt(path: string, source: string): LoadSkillsResult {
  const warning = (message: string) => ({
    skills: [],
    diagnostics: [{ type: "warning" as const, message, path }],
  });
  if (!existsSync(path)) return warning("skill path does not exist");
  try {
    if (statSync(path).isDirectory()) return loadSkillsFromDir({ dir: path, source });
    if (path.endsWith(".md")) return readSkill(path, source);
    return warning("skill path is not a markdown file");
  } catch (cause) {
    return warning(messageOf(cause, "failed to read skill path"));
  }
}

function collisionOf(winner: Skill, loser: Skill): ResourceDiagnostic {
  const { name, filePath } = loser;
  return {
    type: "collision",
    message: `name "${name}" collision`,
    path: filePath,
    collision: { resourceType: "skill", name, winnerPath: winner.filePath, loserPath: filePath },
  };
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}${sep}`);
}
