import { Marked } from "marked";
import { escapeHtml } from "./escape-html.ts";

/**
 * Markdown of anybody as HTML that does nothing: HTML in it is shown as text, links go only to the web and to mail, and
 * images become links, because loading one would tell its server who reads.
 */
export function markdownToHtml(text: string): string {
  return marked.parse(text, { async: false });
}

const marked = new Marked({
  gfm: true,
  renderer: {
    html: ({ text }) => escapeHtml(text),
    // Without this, text behind a <script> or <pre> that was written would go out as it is.
    text(token) {
      const tokens = "tokens" in token ? token.tokens : undefined;
      return tokens ? this.parser.parseInline(tokens) : escapeHtml(token.text);
    },
    link({ href, tokens }) {
      const words = this.parser.parseInline(tokens);
      return isHarmless(href)
        ? `<a href="${escapeHtml(href)}" rel="noopener noreferrer">${words}</a>`
        : words;
    },
    image({ href, text }) {
      const words = escapeHtml(text || href);
      return isHarmless(href)
        ? `<a href="${escapeHtml(href)}" rel="noopener noreferrer">${words}</a>`
        : words;
    },
  },
});

function isHarmless(href: string): boolean {
  return /^(?:https?:\/\/|mailto:)/i.test(href);
}
