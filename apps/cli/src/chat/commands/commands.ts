import type { Chat } from "../chat.ts";
import type { CompletionItem } from "../completion.ts";
import { exportCommand } from "./export-command.ts";
import { infoCommands } from "./info-commands.ts";
import { modelCommands } from "./model-commands.ts";
import { sessionCommands } from "./session-commands.ts";
import { treeCommands } from "./tree-commands.ts";

/** A command of the chat, typed with a slash. */
export interface ChatCommand {
  name: string;
  /** How its argument is written in help; absent when it takes none. */
  argument?: string | undefined;
  description: string;
  values?: ((chat: Chat) => readonly CompletionItem[]) | undefined;
  run(chat: Chat, argument: string): Promise<void> | void;
}

/** All commands, in the order of `/help`. */
export function chatCommands(): readonly ChatCommand[] {
  return [...infoCommands, ...modelCommands, ...sessionCommands, ...treeCommands, exportCommand];
}

export function findCommand(name: string): ChatCommand | undefined {
  return chatCommands().find((command) => command.name === name);
}
