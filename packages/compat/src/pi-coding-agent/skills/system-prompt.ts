import { formatSkillsForPrompt } from "./format-skills.ts";
import type { Skill } from "./skill.ts";

export interface BuildSystemPromptOptions {
  /** Stands instead of everything up to the project's files. */
  customPrompt?: string | undefined;
  /** Default: `read`, `bash`, `edit` and `write`. */
  selectedTools?: string[] | undefined;
  /** One line by tool; a tool without one is not listed. */
  toolSnippets?: Record<string, string> | undefined;
  promptGuidelines?: string[] | undefined;
  appendSystemPrompt?: string | undefined;
  cwd: string;
  contextFiles?: { path: string; content: string }[] | undefined;
  skills?: Skill[] | undefined;
}

/** The system prompt of a session, with Pi's headings in Pi's order. */
export function buildSystemPrompt(options: BuildSystemPromptOptions): string {
  const { customPrompt, selectedTools, appendSystemPrompt, cwd } = options;
  const { contextFiles = [], skills = [] } = options;
  const tools = selectedTools ?? ["read", "bash", "edit", "write"];
  const parts = [customPrompt || introduction(tools, options)];
  if (appendSystemPrompt) parts.push(`\n\n${appendSystemPrompt}`);
  if (contextFiles.length > 0) {
    parts.push("\n\n# Project Context\n\nWhat the project's files say about working on it:\n\n");
    for (const { path, content } of contextFiles) parts.push(`## ${path}\n\n${content}\n\n`);
  }
  if (tools.includes("read")) parts.push(formatSkillsForPrompt(skills));
  parts.push(`\nCurrent date: ${today()}`);
  parts.push(`\nCurrent working directory: ${cwd.replaceAll("\\", "/")}`);
  return parts.join("");
}

function introduction(
  tools: readonly string[],
  { toolSnippets = {}, promptGuidelines = [] }: BuildSystemPromptOptions,
): string {
  const listed = tools.flatMap((name) =>
    toolSnippets[name] ? [`- ${name}: ${toolSnippets[name]}`] : [],
  );
  const guidelines = new Set([
    ...explorationGuideline(tools),
    ...promptGuidelines.map((guideline) => guideline.trim()).filter(Boolean),
    "Be concise.",
    "Name the files you work on by their paths.",
  ]);
  return `You are a coding agent. You help people by reading and changing files and by running commands.

Available tools:
${listed.length > 0 ? listed.join("\n") : "(none)"}

The project may give you other tools besides these.

Guidelines:
${[...guidelines].map((guideline) => `- ${guideline}`).join("\n")}`;
}

function explorationGuideline(tools: readonly string[]): string[] {
  if (!tools.includes("bash")) return [];
  const hasSearch = tools.some((name) => ["grep", "find", "ls"].includes(name));
  return hasSearch
    ? ["Prefer grep, find and ls to bash for looking around; they leave out what .gitignore says."]
    : ["Use bash for looking around, with ls, rg and find."];
}

/** In local time, as Pi writes it. */
function today(): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
