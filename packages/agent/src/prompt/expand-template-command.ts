import { readCommand } from "./command-name.ts";
import { expandTemplate } from "./expand-template.ts";
import type { PromptTemplate } from "./load-prompt-templates.ts";
import { parseArguments } from "./parse-arguments.ts";

/** What `/name arguments` stands for. A text that names no template is returned as it is. */
export function expandTemplateCommand(text: string, templates: readonly PromptTemplate[]): string {
  const command = readCommand(text);
  const template = templates.find(({ name }) => name === command?.name);
  if (command === undefined || template === undefined) return text;
  return expandTemplate(template, parseArguments(command.rest));
}
