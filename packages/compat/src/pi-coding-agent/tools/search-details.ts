import type { AgentToolResult } from "../../pi-agent-core/types.ts";
import { formatSize, type TruncationResult, truncateHead } from "./truncate.ts";

export interface SearchDetails {
  truncation?: TruncationResult | undefined;
}

/** A list of results, cut at Pi's number of bytes, with the notices on what is left out. */
export function listResult<Details extends SearchDetails>(
  lines: readonly string[],
  notices: readonly string[],
  details: Details,
): AgentToolResult<Details | undefined> {
  const truncation = truncateHead(lines.join("\n"), { maxLines: Number.MAX_SAFE_INTEGER });
  const all = [...notices];
  if (truncation.truncated) all.push(`${formatSize(truncation.maxBytes)} limit reached`);
  const text = all.length > 0 ? `${truncation.content}\n\n[${all.join(". ")}]` : truncation.content;
  const told = truncation.truncated ? { ...details, truncation } : details;
  return {
    content: [{ type: "text", text }],
    details: Object.keys(told).length > 0 ? told : undefined,
  };
}

/** The text of a result of Argent's. */
export function textOfResult(result: { content: readonly { type: string }[] }): string {
  return result.content
    .map((block) => ("text" in block && typeof block.text === "string" ? block.text : ""))
    .join("\n");
}
