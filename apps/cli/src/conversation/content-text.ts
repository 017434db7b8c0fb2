import type { ImageContent, TextContent } from "@argent/ai";

/** The text of what somebody said, without its images. */
export function contentText(content: string | readonly (TextContent | ImageContent)[]): string {
  if (typeof content === "string") return content;
  return content.map((block) => (block.type === "text" ? block.text : "")).join("");
}
