import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { expandTemplate, parseArguments } from "@argent/agent";
import { parseFrontmatter } from "./frontmatter.ts";
import { entriesOf, expandHome } from "./load-skills.ts";
import { localSourceInfo, type SourceInfo } from "./source-info.ts";

/** A prompt that `/name arguments` stands for. */
export interface PromptTemplate {
  name: string;
  description: string;
  argumentHint?: string | undefined;
  content: string;
  sourceInfo: SourceInfo;
  filePath: string;
}

export interface LoadPromptTemplatesOptions {
  cwd: string;
  agentDir: string;
  /** Folders and `.md` files besides the two homes; `~` is expanded. */
  promptPaths: readonly string[];
  /** Look into `<agentDir>/prompts` and `<cwd>/.pi/prompts` first. */
  includeDefaults: boolean;
}

const descriptionLength = 60;

/** The templates of every place, in that order; a file that cannot be read is passed over. */
export function loadPromptTemplates(options: LoadPromptTemplatesOptions): PromptTemplate[] {
  const { cwd, agentDir, promptPaths, includeDefaults } = options;
  const homes = [
    { path: join(agentDir, "prompts"), source: "user" },
    { path: resolve(cwd, ".pi", "prompts"), source: "project" },
  ];
  const given = promptPaths.map((path) => ({
    path: resolve(cwd, expandHome(path.trim())),
    source: "path",
  }));
  return [...(includeDefaults ? homes : []), ...given].flatMap(({ path, source }) =>
    templateFiles(path).flatMap((file) => readTemplate(file, source)),
  );
}

/** What `/name arguments` stands for. A text that names no template is returned as it is. */
export function expandPromptTemplate(text: string, templates: readonly PromptTemplate[]): string {
  const command = /^\/(\S+)(?:\s+([\s\S]*))?$/.exec(text);
  const template = templates.find(({ name }) => name === command?.[1]);
  if (template === undefined) return text;
  return expandTemplate(template.content, parseArguments(command?.[2] ?? ""));
}

/** The file, or the files in the folder. */
export function templateFiles(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return path.endsWith(".md") ? [path] : [];
  return entriesOf(path)
    .filter(({ name, isFile }) => isFile && name.endsWith(".md"))
    .map(({ name }) => join(path, name));
}

function readTemplate(filePath: string, source: string): PromptTemplate[] {
  try {
    const { frontmatter, body } = parseFrontmatter(readFileSync(filePath, "utf8"));
    const { description, "argument-hint": hint } = frontmatter;
    return [
      {
        name: basename(filePath, ".md"),
        description: typeof description === "string" && description ? description : opening(body),
        ...(typeof hint === "string" && hint && { argumentHint: hint }),
        content: body,
        sourceInfo: localSourceInfo(filePath, dirname(filePath), source),
        filePath,
      },
    ];
  } catch {
    return []; // as in Pi, a template that cannot be read is no template
  }
}

function opening(body: string): string {
  const line = body.split("\n").find((candidate) => candidate.trim()) ?? "";
  return line.length > descriptionLength ? `${line.slice(0, descriptionLength)}...` : line;
}
