import { readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { parseFrontmatter } from "./frontmatter.ts";
import type { ResourceDiagnostic } from "./resource-diagnostic.ts";
import { localSourceInfo, type SourceInfo } from "./source-info.ts";

export interface SkillFrontmatter {
  name?: string;
  description?: string;
  "disable-model-invocation"?: boolean;
  [key: string]: unknown;
}

export interface Skill {
  name: string;
  description: string;
  filePath: string;
  baseDir: string;
  sourceInfo: SourceInfo;
  /** Only people invoke it. */
  disableModelInvocation: boolean;
}

export interface LoadSkillsResult {
  skills: Skill[];
  diagnostics: ResourceDiagnostic[];
}

const maximumNameLength = 64;
const maximumDescriptionLength = 1024;

/** A skill file. Only without a description it is none; what else breaks a rule is a warning. */
export function readSkill(filePath: string, source: string): LoadSkillsResult {
  const warn = (message: string): ResourceDiagnostic => ({
    type: "warning",
    message,
    path: filePath,
  });
  let fields: Record<string, unknown>;
  try {
    fields = parseFrontmatter(readFileSync(filePath, "utf8")).frontmatter;
  } catch (cause) {
    return { skills: [], diagnostics: [warn(messageOf(cause, "failed to parse skill file"))] };
  }
  const baseDir = dirname(filePath);
  const folder = basename(baseDir);
  const name = typeof fields.name === "string" && fields.name ? fields.name : folder;
  const { description } = fields;
  const hasDescription = typeof description === "string" && description.trim() !== "";
  const diagnostics = [
    ...(hasDescription ? tooLong(description) : ["description is required"]),
    ...nameProblems(name, folder),
  ].map(warn);
  if (!hasDescription) return { skills: [], diagnostics };
  const disableModelInvocation = fields["disable-model-invocation"] === true;
  const sourceInfo = localSourceInfo(filePath, baseDir, source);
  const skill = { name, description, filePath, baseDir, sourceInfo, disableModelInvocation };
  return { skills: [skill], diagnostics };
}

export function messageOf(cause: unknown, otherwise: string): string {
  return cause instanceof Error ? cause.message : otherwise;
}

function tooLong(description: string): string[] {
  const { length } = description;
  const problem = `description exceeds ${maximumDescriptionLength} characters (${length})`;
  return length > maximumDescriptionLength ? [problem] : [];
}

/** The rules of https://agentskills.io/specification, in Pi's words. */
function nameProblems(name: string, folder: string): string[] {
  const rules: [isBroken: boolean, problem: string][] = [
    [name !== folder, `name "${name}" does not match parent directory "${folder}"`],
    [
      name.length > maximumNameLength,
      `name exceeds ${maximumNameLength} characters (${name.length})`,
    ],
    [
      !/^[a-z0-9-]+$/.test(name),
      "name contains invalid characters (must be lowercase a-z, 0-9, hyphens only)",
    ],
    [/^-|-$/.test(name), "name must not start or end with a hyphen"],
    [name.includes("--"), "name must not contain consecutive hyphens"],
  ];
  return rules.flatMap(([isBroken, problem]) => (isBroken ? [problem] : []));
}
