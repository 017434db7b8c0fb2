import type { ToolResult } from "./mcp-content.ts";

/** A result with at most so many characters of text; what is left out is said. Images stay. */
export function shortenResult(result: ToolResult, limit: number): ToolResult {
  let left = limit;
  let omitted = 0;
  const content = result.content.map((block) => {
    if (block.type !== "text") return block;
    const kept = block.text.slice(0, endWithin(block.text, left));
    left -= kept.length;
    omitted += block.text.length - kept.length;
    return { ...block, text: kept };
  });
  if (omitted === 0) return result;
  const text = `[${omitted} more characters are not shown. Ask for less at a time.]`;
  return { ...result, content: [...content, { type: "text", text }] };
}

/** Never between the halves of a character. */
function endWithin(text: string, limit: number): number {
  const isHalved =
    limit > 0 && limit < text.length && /[\uD800-\uDBFF]/.test(text[limit - 1] ?? "");
  return isHalved ? limit - 1 : limit;
}
