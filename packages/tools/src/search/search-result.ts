import type { AgentToolResult } from "@argent/agent";
import { wholeCharacters } from "../bash/excerpt.ts";
import { formatSize, type OutputLimits } from "../output-limits.ts";

/** How much of the results is shown, and what cut them. */
export interface SearchDetails {
  /** How many lines are shown. */
  lines: number;
  truncatedBy: "results" | "bytes" | null;
}

/** A list of results as text, cut at a number of bytes, with notices. */
export function searchResult(
  lines: readonly string[],
  limits: OutputLimits,
  end: { isLimited: boolean; whenEmpty: string; notices: readonly string[] },
): AgentToolResult<SearchDetails> {
  const said = end.notices.map(visible);
  if (lines.length === 0) {
    const text = [end.whenEmpty, ...said.map((notice) => `[${notice}]`)].join("\n\n");
    return { content: [{ type: "text", text }], details: { lines: 0, truncatedBy: null } };
  }
  const shown = fitting(lines.map(visible), limits.bytes);
  const isCut = shown.length < lines.length;
  const notices = [...said, ...(isCut ? [`${formatSize(limits.bytes)} limit reached`] : [])];
  const text = [shown.join("\n"), ...(notices.length > 0 ? [`[${notices.join(". ")}]`] : [])];
  return {
    content: [{ type: "text", text: text.join("\n\n") }],
    details: {
      lines: shown.length,
      truncatedBy: isCut ? "bytes" : end.isLimited ? "results" : null,
    },
  };
}

/** A file name may hold anything, also what would look like another line, or steer a terminal. */
function visible(line: string): string {
  return line.replaceAll(controls, (character) =>
    character === "\n" ? "\\n" : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const controls = /(?!\t)[\p{Cc}\u2028\u2029]/gu;

function fitting(lines: readonly string[], maximum: number): string[] {
  const shown: string[] = [];
  let bytes = 0;
  for (const line of lines) {
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > maximum + 1) break;
    shown.push(line);
  }
  if (shown.length > 0 || lines[0] === undefined) return shown;
  return [new TextDecoder().decode(wholeCharacters(Buffer.from(lines[0]).subarray(0, maximum)))];
}
