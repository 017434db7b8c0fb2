import { resolve } from "node:path";
import { writeNewFile } from "../../export/write-new-file.ts";
import type { Chat } from "../chat.ts";
import { doneLines } from "../notes.ts";
import { shownPath } from "../shown-path.ts";
import type { ChatCommand } from "./commands.ts";

export const exportCommand: ChatCommand = {
  name: "export",
  argument: "[file]",
  description: "Write the conversation to a file: .html or .md",
  run: exportConversation,
};

async function exportConversation(chat: Chat, name: string): Promise<void> {
  const { session, cwd } = chat.conversation;
  const path = resolve(cwd, name || `argent-${session.getSessionId().slice(-8)}.html`);
  await session.load();
  await writeNewFile(path, await rendered(chat, path), shownPath(path, cwd));
  chat.print(doneLines(`Written to ${shownPath(path, cwd)}`, chat.look()));
}

async function rendered({ conversation }: Chat, path: string): Promise<string> {
  if (/\.(md|markdown)$/i.test(path)) {
    const { exportMarkdown } = await import("../../export/export-markdown.ts");
    return exportMarkdown(conversation.session);
  }
  if (/\.html?$/i.test(path)) {
    const { exportHtml } = await import("../../export/export-html.ts");
    return exportHtml(conversation.session);
  }
  throw new RangeError(`${path} must end in .html or .md.`);
}
