import { relative } from "node:path";
import type { ContextFile } from "./context-file.ts";
import type { PromptProblem } from "./prompt-problem.ts";
import { cutText, escapeXml, oneLine } from "./prompt-text.ts";
import { isWithin } from "./read-text-file.ts";

/** A file of the prompt, or a word on why its content is not there. */
export type PromptFile = ContextFile | { path: string; absence: string };

/** How much of the files goes into the prompt, in UTF-16 units. */
export interface PromptFileLimits {
  /** Of one file. Default 20,000. */
  fileChars?: number | undefined;
  /** Of all files together. Default 60,000. */
  totalChars?: number | undefined;
}

/** The files one below the other, each under a comment with its name. What is over the limits is cut from the end. */
export function formatPromptFiles(
  files: readonly PromptFile[],
  workspaceDir: string,
  { fileChars = 20_000, totalChars = 60_000 }: PromptFileLimits = {},
): { text: string; problems: PromptProblem[] } {
  const blocks: string[] = [];
  const problems: PromptProblem[] = [];
  let room = totalChars;
  for (const file of files) {
    // Escaped, so that no name can end the comment.
    const name = escapeXml(oneLine(nameIn(workspaceDir, file.path)));
    if ("absence" in file) {
      blocks.push(`<!-- ${name} - ${file.absence} -->`);
      continue;
    }
    const { path, content } = file;
    const shown = cutText(content, Math.min(fileChars, room));
    room -= shown.length;
    const lines = [`<!-- ${name} -->`];
    if (shown !== "") lines.push(shown);
    const missing = content.length - shown.length;
    if (missing > 0) {
      lines.push(`<!-- ... truncated (${missing} more chars) -->`);
      const message = `The prompt shows ${shown.length} of the ${content.length} characters of ${path}. Shorten the file, or raise the limits.`;
      problems.push({ code: "truncated", severity: "warning", message, path });
    }
    blocks.push(lines.join("\n"));
  }
  return { text: blocks.join("\n\n"), problems };
}

/** The path as the model would write it. */
function nameIn(workspaceDir: string, path: string): string {
  return isWithin(path, workspaceDir) ? relative(workspaceDir, path) : path;
}
