import { createHash } from "node:crypto";
import type { ArgentSessionManager } from "@argent/agent";
import type { ImageContent } from "@argent/ai";
import { escapeHtml } from "./escape-html.ts";
import { exportStyle } from "./export-style.ts";
import { type ExportedItem, exportedSession } from "./exported-session.ts";
import { markdownToHtml } from "./markdown-to-html.ts";
import { type MessagePart, messageParts } from "./message-parts.ts";

/**
 * The current branch of a session as one page that needs nothing else: no scripts, nothing from anywhere, and whatever
 * was said is text. What is not loaded is left out; await `session.load()` before.
 */
export function exportHtml(session: ArgentSessionManager): string {
  const { title, facts, items } = exportedSession(session);
  const style = createHash("sha256").update(exportStyle).digest("base64");
  const policy = `default-src 'none'; img-src data:; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${exportStyle}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<dl>${facts.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join("")}</dl>
${items.map(itemHtml).join("\n")}
</body>
</html>
`;
}

function itemHtml(item: ExportedItem): string {
  switch (item.type) {
    case "note":
      return `<p class="note">${escapeHtml(item.text)}</p>`;
    case "summary":
      return section("other", item.title, item.at, markdownToHtml(item.text));
    case "message": {
      const { speaker, kind, parts } = messageParts(item.message);
      return section(kind, speaker, item.at, parts.map(partHtml).join("\n"));
    }
  }
}

function section(kind: string, title: string, at: string, body: string): string {
  const time = escapeHtml(at);
  return `<section class="${kind}"><h2>${escapeHtml(title)} <time datetime="${time}">${time}</time></h2>\n${body}\n</section>`;
}

function partHtml(part: MessagePart): string {
  switch (part.type) {
    case "markdown":
      return `<div class="text">${markdownToHtml(part.text)}</div>`;
    case "plain":
      return `<pre>${escapeHtml(part.text)}</pre>`;
    case "folded":
      return `<details><summary>${escapeHtml(part.title)}</summary><pre>${escapeHtml(part.text)}</pre></details>`;
    case "failure":
      return `<p class="failure">${escapeHtml(part.text)}</p>`;
    case "image":
      return imageHtml(part.image);
  }
}

/** Only what is an image by its type and base64 by its letters becomes a URL. */
function imageHtml({ mimeType, data }: ImageContent): string {
  const isImage = /^image\/(?:png|jpeg|gif|webp)$/.test(mimeType) && /^[A-Za-z0-9+/=]*$/.test(data);
  if (!isImage) return `<p class="note">An image of type ${escapeHtml(mimeType)}</p>`;
  return `<img alt="" src="data:${mimeType};base64,${data}">`;
}
