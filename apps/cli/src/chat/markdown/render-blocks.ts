import type { MarkedToken, Token, Tokens } from "marked";
import { widthOf, wrapped } from "../../terminal/width.ts";
import type { Style } from "../../view/style.ts";
import type { Highlighter } from "./highlighter.ts";
import { renderInline } from "./render-inline.ts";
import { renderTable } from "./render-table.ts";

export interface MarkdownLook {
  style: Style;
  highlighter: Highlighter;
  /** Columns of the terminal. */
  width: number;
}

/** Lines of prose are no longer than that, however wide the terminal is. */
const proseWidth = 110;
/** Deeper quotes and lists show as their text. */
const maximumDepth = 12;

/** Blocks of Markdown as lines, with an empty line between two blocks. */
export function renderBlocks(tokens: readonly Token[], look: MarkdownLook, depth = 0): string[] {
  const lines: string[] = [];
  for (const token of tokens) {
    const block = blockOf(token as MarkedToken, look, depth);
    if (block.length === 0) continue;
    if (lines.length > 0) lines.push("");
    lines.push(...block);
  }
  return lines;
}

/** The lines of a code block. They are not wrapped, so that they can be copied as they are. */
export function renderCode(
  code: string,
  language: string | undefined,
  { style, highlighter }: Pick<MarkdownLook, "style" | "highlighter">,
): string[] {
  const name = language?.trim().split(/\s+/)[0] ?? "";
  const lines = highlighter.lines(code.replaceAll("\t", "    "), name.toLowerCase() || undefined);
  return [style.dim(`\`\`\`${name}`), ...lines, style.dim("```")];
}

function blockOf(token: MarkedToken, look: MarkdownLook, depth: number): string[] {
  const { style, width } = look;
  if (depth > maximumDepth) return prose(token.raw, width);
  switch (token.type) {
    case "space":
    case "def":
      return [];
    case "heading": {
      const text = renderInline(token.tokens, style);
      return prose(style.bold(token.depth <= 2 ? style.cyan(text) : text), width);
    }
    case "code":
      return renderCode(token.text, token.lang, look);
    case "blockquote":
      return renderBlocks(token.tokens, { ...look, width: width - 2 }, depth + 1).map(
        (line) => `${style.dim("│")} ${line}`,
      );
    case "list":
      return listOf(token, look, depth);
    case "table":
      return renderTable(token, width, style);
    case "hr":
      return [style.dim("─".repeat(Math.min(width, 40)))];
    case "html":
      return prose(style.dim(token.raw.trimEnd()), width);
    case "paragraph":
    case "text":
      return prose(token.tokens ? renderInline(token.tokens, style) : token.text, width);
    default:
      return prose(token.raw.trimEnd(), width);
  }
}

function listOf(list: Tokens.List, look: MarkdownLook, depth: number): string[] {
  const first = list.start === "" ? 1 : list.start;
  const markerWidth = list.ordered ? `${first + list.items.length - 1}. `.length : 2;
  const lines: string[] = [];
  for (const [index, item] of list.items.entries()) {
    const marker = list.ordered ? `${first + index}. ` : bulletOf(item, depth);
    const inner = { ...look, width: look.width - markerWidth };
    const blocks = itemLines(item, inner, depth);
    if (list.loose && index > 0) lines.push("");
    const [head = "", ...rest] = blocks;
    lines.push(look.style.dim(marker.padStart(markerWidth)) + head);
    lines.push(...rest.map((line) => (line === "" ? "" : " ".repeat(markerWidth) + line)));
  }
  return lines;
}

/** In a tight item nothing stands between a text and the list below it. */
function itemLines(item: Tokens.ListItem, look: MarkdownLook, depth: number): string[] {
  const tokens = item.tokens.filter(({ type }) => type !== "checkbox");
  if (item.loose) return renderBlocks(tokens, look, depth + 1);
  return tokens.flatMap((token) => renderBlocks([token], look, depth + 1));
}

function bulletOf(item: Tokens.ListItem, depth: number): string {
  if (item.task) return item.checked ? "☑ " : "☐ ";
  return depth % 2 === 0 ? "• " : "◦ ";
}

function prose(text: string, width: number): string[] {
  const columns = Math.max(8, Math.min(width, proseWidth));
  return text
    .replaceAll("\t", "    ")
    .split("\n")
    .flatMap((line) => (widthOf(line) <= columns ? [line] : wrapped(line, columns)));
}
