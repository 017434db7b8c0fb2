import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import type { Loose } from "../../pi-ai/loose.ts";
import type { CodingAgentMessage } from "../messages/custom-messages.ts";
import { contentText } from "./message-text.ts";
import type { SessionParts } from "./session-parts.ts";

/** Writes the transcript as one page that needs nothing else. Whatever a message holds is shown as text. */
export function exportToHtml(
  { agent, sessionManager }: Pick<SessionParts, "agent" | "sessionManager">,
  outputPath?: string,
): string {
  const file = sessionManager.getSessionFile();
  const name = file ? basename(file, ".jsonl") : sessionManager.getSessionId();
  const path = resolve(outputPath ?? `pi-session-${name}.html`);
  const title = escapeHtml(sessionManager.getSessionName() ?? name);
  const sections = agent.state.messages.map(sectionOf).join("\n");
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(
    path,
    `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
section { border-left: 3px solid #ccc; margin: 1rem 0; padding-left: 1rem; }
section.user { border-color: #36c; }
section.error { border-color: #c33; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .25rem 0; }
img { max-width: 100%; }
</style>
<h1>${title}</h1>
${sections}
</html>
`,
  );
  return path;
}

function sectionOf(message: CodingAgentMessage): string {
  const isError =
    (message.role === "toolResult" && message.isError) ||
    (message.role === "assistant" && message.stopReason === "error");
  const blocks = blocksOf(message).join("\n");
  return `<section class="${isError ? "error" : escapeHtml(message.role)}">
<strong>${escapeHtml(message.role)}</strong>
${blocks}
</section>`;
}

function blocksOf(message: CodingAgentMessage): string[] {
  switch (message.role) {
    case "bashExecution":
      return [preformatted(`$ ${message.command}`), preformatted(message.output)];
    case "branchSummary":
    case "compactionSummary":
      return [preformatted(message.summary)];
    default:
      return typeof message.content === "string"
        ? [preformatted(message.content)]
        : message.content.map(blockOf);
  }
}

function blockOf(block: Loose): string {
  switch (block.type) {
    case "text":
      return preformatted(contentText([block]));
    case "thinking":
      return `<details><summary>Thinking</summary>${preformatted(block.thinking)}</details>`;
    case "toolCall":
      return preformatted(`${block.name} ${JSON.stringify(block.arguments, null, 2)}`);
    case "image":
      return isImage(block)
        ? `<img alt="" src="data:${block.mimeType};base64,${block.data}">`
        : preformatted("[image]");
    default:
      return preformatted(JSON.stringify(block));
  }
}

function isImage({ mimeType, data }: Loose): boolean {
  return /^image\/(png|jpeg|gif|webp)$/.test(mimeType) && /^[\w+/=]*$/.test(data);
}

function preformatted(text: string): string {
  return `<pre>${escapeHtml(text)}</pre>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
