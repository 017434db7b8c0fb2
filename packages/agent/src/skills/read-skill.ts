import { basename, dirname } from "node:path";
import type { ExecutionEnv } from "../env/execution-env.ts";
import { isCommandName } from "../prompt/command-name.ts";
import { parseFrontMatter, splitFrontMatter } from "../prompt/front-matter.ts";
import type { PromptProblem, PromptProblemCode } from "../prompt/prompt-problem.ts";
import { readTextFile } from "../prompt/read-text-file.ts";
import { maxDescriptionChars, type Skill } from "./skill.ts";

/**
 * Reads what a skill file says about itself: https://agentskills.io/specification, and flat `.md` files with the same
 * front matter. Without a description, a usable name or a readable list of tools it is no skill; the other rules of the
 * format only warn, as they do elsewhere.
 */
export async function readSkill(
  env: ExecutionEnv,
  path: string,
  options: { within: string; signal?: AbortSignal | undefined },
): Promise<{ skill?: Skill; problems: PromptProblem[] }> {
  const read = await readTextFile(env, path, options);
  if (!read.ok) return { problems: [read.error] };
  const { yaml = "" } = splitFrontMatter(read.value.text);
  const fields = await parseFrontMatter(yaml);
  const problems: PromptProblem[] = [];
  const note = (code: PromptProblemCode, severity: PromptProblem["severity"], what: string) => {
    const outcome = severity === "error" ? "is not a skill" : "breaks a rule of skills";
    problems.push({ code, severity, message: `${path} ${outcome}: ${what}`, path });
  };
  if (!fields.ok) {
    note("invalid_front_matter", "error", `its front matter is wrong: ${fields.error}`);
    return { problems };
  }
  const name = readName(path, fields.value, note);
  const description = readDescription(fields.value, note);
  const tools = readTools(fields.value, note);
  const disableModelInvocation = readFlag(fields.value, note);
  if (problems.some(({ severity }) => severity === "error")) return { problems };
  const { realPath: location } = read.value;
  const skill = { name, description, location, ...(tools && { tools }), disableModelInvocation };
  return { skill, problems };
}

type Fields = Readonly<Record<string, unknown>>;
type Note = (code: PromptProblemCode, severity: PromptProblem["severity"], what: string) => void;

function readName(path: string, { name: given }: Fields, note: Note): string {
  const isFolder = basename(path) === "SKILL.md";
  const expected = isFolder ? basename(dirname(path)) : basename(path, ".md");
  const name = given ?? expected;
  if (typeof name !== "string" || !isCommandName(name)) {
    const wanted = "a name of lowercase letters, digits and dashes was wanted";
    note("invalid_name", "error", `${wanted}, got ${JSON.stringify(name)}.`);
    return "";
  }
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    note("invalid_name", "warning", `"${name}" should be lowercase letters, digits and dashes.`);
  }
  if (name !== expected) {
    note("name_mismatch", "warning", `it is called "${name}", but lies in "${expected}".`);
  }
  return name;
}

function readDescription({ description }: Fields, note: Note): string {
  if (typeof description !== "string" || description.trim() === "") {
    note("missing_description", "error", "write `description: what it does and when to use it`.");
    return "";
  }
  const text = description.trim();
  if (text.length > maxDescriptionChars) {
    const sizes = `${text.length} characters; the limit is ${maxDescriptionChars}`;
    note("invalid_description", "warning", `its description has ${sizes}, and the prompt cuts it.`);
  }
  return text;
}

/** `tools: [a, b]`, a YAML list, or names with commas or spaces between them. */
function readTools({ tools }: Fields, note: Note): string[] | undefined {
  if (tools === undefined || tools === null) return undefined;
  const names: unknown = typeof tools === "string" ? tools.split(/[\s,]+/).filter(Boolean) : tools;
  if (Array.isArray(names) && names.every(isToolName)) return [...new Set(names)];
  // Without a readable list nothing would be confined.
  note("invalid_tools", "error", `a list of tool names was wanted, got ${JSON.stringify(tools)}.`);
  return undefined;
}

function isToolName(name: unknown): name is string {
  return typeof name === "string" && /^[\w.-]+$/.test(name);
}

function readFlag(fields: Fields, note: Note): boolean {
  const flag = fields["disable-model-invocation"] ?? false;
  if (typeof flag === "boolean") return flag;
  const got = JSON.stringify(flag);
  note(
    "invalid_field",
    "warning",
    `disable-model-invocation is true or false, got ${got}: taken as true.`,
  );
  return true;
}
