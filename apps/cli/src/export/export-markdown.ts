import type { ArgentSessionManager } from "@argent/agent";
import { type ExportedItem, exportedSession } from "./exported-session.ts";
import { type MessagePart, messageParts } from "./message-parts.ts";

/**
 * The current branch of a session as Markdown. What tools gave is fenced, so that nothing in it is read as Markdown; what
 * people and models wrote stays as it is, but begins no heading of the page. Images are named and left out. What is
 * not loaded is left out; await `session.load()` before.
 */
export function exportMarkdown(session: ArgentSessionManager): string {
  const { title, facts, items } = exportedSession(session);
  return [
    `# ${inline(title)}`,
    facts.map(([name, value]) => `- ${name}: ${code(value)}`).join("\n"),
    ...items.map(itemMarkdown),
  ]
    .map((block) => `${block.trimEnd()}\n`)
    .join("\n");
}

function itemMarkdown(item: ExportedItem): string {
  switch (item.type) {
    case "note":
      return `*${inline(item.text)}*`;
    case "summary":
      return `## ${inline(item.title)}\n\n${item.text}`;
    case "message": {
      const { speaker, parts } = messageParts(item.message);
      return [`## ${inline(speaker)}`, ...parts.map(partMarkdown)].join("\n\n");
    }
  }
}

function partMarkdown(part: MessagePart): string {
  switch (part.type) {
    case "markdown":
      return part.text;
    case "plain":
      return fenced(part.text);
    case "folded":
      return `${code(part.title)}\n\n${fenced(part.text)}`;
    case "failure":
      return `**Failed:** ${inline(part.text)}`;
    case "image":
      return `*An image of type ${inline(part.image.mimeType)}*`;
  }
}

/** A fence that is longer than any in the text. */
function fenced(text: string): string {
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}\n${text.replace(/\n$/, "")}\n${fence}`;
}

function code(text: string): string {
  const line = text.replaceAll(/\s*\n\s*/g, " ");
  const ticks = "`".repeat(longestRun(line) + 1);
  return ticks.length === 1 ? `\`${line}\`` : `${ticks} ${line} ${ticks}`;
}

/** One line in which nothing is markup. */
function inline(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, " ").replaceAll(/[\\`*_[\]<>#|~&!]/g, "\\$&");
}

function longestRun(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
}
