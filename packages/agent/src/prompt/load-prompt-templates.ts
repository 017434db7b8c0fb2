import { basename, join } from "node:path";
import { type ExecutionEnv, failed, ok, type Result } from "../env/execution-env.ts";
import { isCommandName } from "./command-name.ts";
import { parseFrontMatter, splitFrontMatter } from "./front-matter.ts";
import { duplicateOf, type PromptProblem, type PromptProblemCode } from "./prompt-problem.ts";
import { cutText, oneLine } from "./prompt-text.ts";
import { problemOf, readTextFile } from "./read-text-file.ts";

/** A prompt that is kept in a file and written as `/name arguments`. */
export interface PromptTemplate {
  /** The file's name without `.md`. */
  readonly name: string;
  /** For people, in a list of commands. Default: the beginning of the body. */
  readonly description: string;
  /** For people, for example `<file> [focus]`. */
  readonly argumentHint?: string | undefined;
  /** See `expandTemplate`. */
  readonly body: string;
  /** The file, with every symbolic link resolved. */
  readonly location: string;
}

/**
 * Reads the `.md` files that lie directly in the folders. Folders come in the order of precedence: of two templates with
 * one name the first is kept. A folder that does not exist is empty.
 */
export async function loadPromptTemplates(
  env: ExecutionEnv,
  folders: readonly string[],
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<{ templates: PromptTemplate[]; problems: PromptProblem[] }> {
  const templates = new Map<string, PromptTemplate>();
  const problems: PromptProblem[] = [];
  for (const folder of folders) {
    const { paths, root, problem } = await templateFiles(env, folder, signal);
    if (problem !== undefined) problems.push(problem);
    for (const path of paths) {
      const read = await readTemplate(env, path, { within: root, signal });
      if (!read.ok) {
        problems.push(read.error);
        continue;
      }
      const { name, location } = read.value;
      const kept = templates.get(name);
      if (kept === undefined) templates.set(name, read.value);
      else if (kept.location !== location) problems.push(duplicateOf(kept, location));
    }
  }
  return { templates: [...templates.values()], problems };
}

async function templateFiles(
  env: ExecutionEnv,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<{ paths: string[]; root: string; problem?: PromptProblem }> {
  const found = await env.stat(folder, signal);
  const listed = found.ok ? await env.list(folder, signal) : found;
  signal?.throwIfAborted();
  const root = found.ok ? found.value.realPath : folder;
  if (!listed.ok) {
    const problem = problemOf(listed.error, folder);
    return { paths: [], root, ...(problem.code !== "not_found" && { problem }) };
  }
  const names = listed.value
    .filter(({ name, kind }) => name.endsWith(".md") && kind !== "directory")
    .map(({ name }) => name)
    .sort();
  return { paths: names.map((name) => join(root, name)), root };
}

async function readTemplate(
  env: ExecutionEnv,
  path: string,
  options: { within: string; signal: AbortSignal | undefined },
): Promise<Result<PromptTemplate, PromptProblem>> {
  const refuse = (code: PromptProblemCode, why: string) =>
    failed({ code, severity: "error" as const, message: `${path} was left out: ${why}`, path });
  const name = basename(path, ".md");
  if (!isCommandName(name)) {
    return refuse("invalid_name", "its name may have letters, digits, dots, dashes, underscores.");
  }
  const read = await readTextFile(env, path, options);
  if (!read.ok) return read;
  const { yaml = "", body } = splitFrontMatter(read.value.text);
  const fields = await parseFrontMatter(yaml);
  if (!fields.ok) {
    return refuse("invalid_front_matter", `its front matter is wrong: ${fields.error}`);
  }
  const { description, "argument-hint": argumentHint } = fields.value;
  return ok({
    name,
    description: typeof description === "string" ? oneLine(description) : beginning(body),
    ...(typeof argumentHint === "string" && { argumentHint: oneLine(argumentHint) }),
    body: body.trim(),
    location: read.value.realPath,
  });
}

function beginning(body: string): string {
  const line = oneLine(body.trim().split("\n", 1)[0] ?? "");
  return line.length > 80 ? `${cutText(line, 79)}…` : line;
}
