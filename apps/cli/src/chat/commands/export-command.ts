import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
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
  await writeNew(path, await rendered(chat, path), shownPath(path, cwd));
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

/** @throws RangeError when there is something already. */
async function writeNew(path: string, text: string, name: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: "wx" });
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "EEXIST") {
      throw new RangeError(`${name} exists already. Name another file: /export <file>`, { cause });
    }
    throw cause;
  }
}
