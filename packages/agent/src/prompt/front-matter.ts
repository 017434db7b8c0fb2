import { createRequire } from "node:module";
import { failed, ok, type Result } from "../env/execution-env.ts";

/** Cuts a Markdown file into its YAML front matter, if it has one, and its body. */
export function splitFrontMatter(text: string): { yaml: string | undefined; body: string } {
  const found = /^---[^\S\n]*\n([\s\S]*?\n)??---[^\S\n]*(?:\n|$)/.exec(text);
  if (found === null) return { yaml: undefined, body: text };
  return { yaml: found[1] ?? "", body: text.slice(found[0].length) };
}

/** The library compares every key with every other one. */
const maxChars = 32 * 1024;

/** The fields of a front matter; the failure says in words what is wrong with it. */
export async function parseFrontMatter(
  yaml: string,
): Promise<Result<Record<string, unknown>, string>> {
  return fieldsOf(yaml, await import("yaml"));
}

/** The same at once, for callers that cannot wait: the first call loads the YAML library through `require`. */
export function parseFrontMatterSync(yaml: string): Result<Record<string, unknown>, string> {
  const library: Yaml = createRequire(import.meta.url)("yaml");
  return fieldsOf(yaml, library);
}

type Yaml = Pick<typeof import("yaml"), "parseDocument">;

function fieldsOf(yaml: string, { parseDocument }: Yaml): Result<Record<string, unknown>, string> {
  if (yaml.length > maxChars) {
    return failed(`it has ${yaml.length} characters; the limit is ${maxChars}`);
  }
  try {
    const document = parseDocument(yaml);
    const [error] = document.errors;
    if (error !== undefined) return failed(firstLine(error.message));
    const value: unknown = document.toJS();
    if (value === null) return ok({});
    if (typeof value === "object" && !Array.isArray(value)) return ok({ ...value });
    return failed(`fields such as "name: …" were wanted, got ${JSON.stringify(value)}`);
  } catch (cause) {
    // Aliases that multiply and nesting that exhausts the stack are thrown, not listed.
    return failed(firstLine(cause instanceof Error ? cause.message : String(cause)));
  }
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0] ?? message;
}
