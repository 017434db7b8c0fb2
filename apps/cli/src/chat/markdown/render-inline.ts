import type { MarkedToken, Token } from "marked";
import type { Style } from "../../view/style.ts";

/** Words with their emphasis, as one styled text. */
export function renderInline(tokens: readonly Token[] | undefined, style: Style): string {
  return (tokens ?? []).map((token) => inlineOf(token as MarkedToken, style)).join("");
}

function inlineOf(token: MarkedToken, style: Style): string {
  switch (token.type) {
    case "strong":
      return style.bold(renderInline(token.tokens, style));
    case "em":
      return style.italic(renderInline(token.tokens, style));
    case "del":
      return style.strikethrough(renderInline(token.tokens, style));
    case "codespan":
      return style.cyan(token.text);
    case "br":
      return "\n";
    case "link": {
      const text = renderInline(token.tokens, style);
      const isPlain = token.text === token.href || `mailto:${token.text}` === token.href;
      return isPlain
        ? style.underline(text)
        : `${style.underline(text)} ${style.dim(`(${token.href})`)}`;
    }
    case "image":
      return style.dim(`[image: ${token.text || token.href}]`);
    case "checkbox":
      return "";
    case "text":
      return token.tokens ? renderInline(token.tokens, style) : decoded(token.text);
    case "escape":
      return token.text;
    default:
      return token.raw;
  }
}

const entities: Record<string, string> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&nbsp;": " ",
};

function decoded(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|nbsp|#39);/g, (entity) => entities[entity] ?? entity);
}
