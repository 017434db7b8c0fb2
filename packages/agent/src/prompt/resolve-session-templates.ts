import type { ContextFile } from "./context-file.ts";
import { expandTemplate, type TemplateValues } from "./expand-template.ts";

/** The parts of a session that are written as templates. */
export interface SessionTemplates<DescribedTool extends { description: string }> {
  /** A template. */
  systemPrompt?: string | undefined;
  /** Plain objects, as tools are; their descriptions are templates. */
  tools?: readonly DescribedTool[] | undefined;
  /** Context that is injected; its content is a template. */
  contextFiles?: readonly ContextFile[] | undefined;
}

/** The same parts with their placeholders filled; see `expandTemplate`. */
export interface ResolvedSession<DescribedTool extends { description: string }> {
  systemPrompt: string;
  tools: DescribedTool[];
  contextFiles: ContextFile[];
}

/** Fills the templates of a session. Once, when it starts: prompt and tools stay the same from turn to turn. */
export function resolveSessionTemplates<DescribedTool extends { description: string }>(
  { systemPrompt = "", tools = [], contextFiles = [] }: SessionTemplates<DescribedTool>,
  values: TemplateValues,
): ResolvedSession<DescribedTool> {
  return {
    systemPrompt: expandTemplate(systemPrompt, values),
    tools: tools.map((tool) => ({
      ...tool,
      description: expandTemplate(tool.description, values),
    })),
    contextFiles: contextFiles.map(({ path, content }) => ({
      path,
      content: expandTemplate(content, values),
    })),
  };
}
