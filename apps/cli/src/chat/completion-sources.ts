import type { Chat } from "./chat.ts";
import { chatCommands } from "./commands/commands.ts";
import type { CompletionSources } from "./completion.ts";

/** The commands of the chat, skills and templates, and the files. */
export function completionSources(chat: Chat, files: readonly string[]): CompletionSources {
  const own = chatCommands().map(({ name, description, values }) => ({
    name,
    description,
    ...(values && { values: () => values(chat) }),
  }));
  const expanded = chat.conversation.commands.map(({ name, description, source }) => ({
    name,
    description: description ?? (source === "skill" ? "skill" : "prompt template"),
  }));
  return { commands: [...own, ...expanded], files };
}
