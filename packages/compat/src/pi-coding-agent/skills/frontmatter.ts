import { parseFrontMatterSync } from "@argent/agent";
import type { Loose } from "../../pi-ai/loose.ts";

/**
 * The YAML fields at the start of a Markdown text, and the text below them.
 *
 * @throws Error when the fields are no YAML.
 */
export function parseFrontmatter<Fields extends Record<string, unknown> = Record<string, unknown>>(
  content: string,
): { frontmatter: Fields; body: string } {
  const text = content.replaceAll(/\r\n?/g, "\n");
  const end = text.startsWith("---") ? text.indexOf("\n---", 3) : -1;
  if (end === -1) return { frontmatter: fieldsOf(""), body: text };
  return { frontmatter: fieldsOf(text.slice(4, end)), body: text.slice(end + 4).trim() };
}

/** The text without the fields. */
export function stripFrontmatter(content: string): string {
  return parseFrontmatter(content).body;
}

/** What they are is for the caller to say, as in Pi. */
function fieldsOf(yaml: string): Loose {
  const parsed = parseFrontMatterSync(yaml);
  if (parsed.ok) return parsed.value;
  throw new Error(`The front matter is not valid YAML: ${parsed.error}. Correct it.`);
}
