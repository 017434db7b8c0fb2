import type { Command } from "commander";
import { addConversationOptions } from "./add-conversation-options.ts";

/** Adds `argent chat`. */
export function addChatCommand(program: Command, exit: (code: number) => void): void {
  const chat = program.command("chat").description("Talk with the agent in the terminal.");
  addConversationOptions(chat, {
    approve: "what runs unasked; you are asked about the rest (default: ask-before-write)",
    maxTurns: "stop a run after so many answers",
  })
    .option("-r, --resume", "choose an earlier session")
    .action(async (options) => {
      const { chatCommand } = await import("./commands/chat.ts");
      exit(await chatCommand(options));
    });
}
