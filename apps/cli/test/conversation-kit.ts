import { mkdirSync, mkdtempDisposableSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getModel } from "@argent/ai";
import { type ScriptedProvider, type ScriptedStep, scripted, testModel } from "@argent/ai/testing";
import type { Conversation, ConversationEvent } from "../src/conversation/conversation.ts";
import type { ConversationOptions } from "../src/conversation/conversation-options.ts";
import { createConversation } from "../src/conversation/create-conversation.ts";

/** A conversation in a folder of its own, whose answers are scripted. */
export interface ConversationPlace extends AsyncDisposable {
  conversation: Conversation;
  provider: ScriptedProvider;
  cwd: string;
  sessionFolder: string;
  /** Everything that was told, deltas left out. */
  events: ConversationEvent[];
  /** Opens another conversation on the same folders; it is closed with the place. */
  another(options: Partial<ConversationOptions>): Promise<Conversation>;
  /** Says something and waits until it is answered. */
  say(text: string): Promise<void>;
}

export const kitModel = testModel({ pricing: { input: 1, output: 1 } });

export async function openConversation(
  steps: ScriptedStep[],
  options: Partial<ConversationOptions> = {},
): Promise<ConversationPlace> {
  const folder = mkdtempDisposableSync(join(tmpdir(), "argent-conversation-"));
  const cwd = join(folder.path, "work");
  const sessionFolder = join(folder.path, "sessions");
  mkdirSync(cwd);
  const provider = scripted(steps);
  const open: Conversation[] = [];
  const another = async (more: Partial<ConversationOptions>) => {
    const conversation = await createConversation({
      cwd,
      env: { PATH: process.env.PATH },
      session: { type: "new" },
      sessionFolder,
      provider,
      defaultModel: () => kitModel,
      findModel: (provider, id) => (id === kitModel.id ? kitModel : getModel(provider, id)),
      approval: { mode: "auto" },
      ...more,
    });
    open.push(conversation);
    return conversation;
  };
  const conversation = await another(options);
  const events: ConversationEvent[] = [];
  conversation.subscribe((event) => {
    if (event.type !== "message_update") events.push(event);
  });
  return {
    conversation,
    provider,
    cwd,
    sessionFolder,
    events,
    another,
    async say(text) {
      await conversation.prompt(text);
      await conversation.settled();
    },
    async [Symbol.asyncDispose]() {
      for (const one of open) await one.close();
      folder.remove();
    },
  };
}

/** What the transcript says, a line a message: `user: …`, `assistant: …`, `bashExecution: …`. */
export function transcriptOf({ messages }: Conversation): string[] {
  return messages.map((message) => {
    if (message.role === "bashExecution") return `bash: ${message.command}`;
    if (!("content" in message)) return message.role;
    const { content } = message;
    const parts =
      typeof content === "string" ? [{ type: "text" as const, text: content }] : content;
    const words = parts.map((part) => ("text" in part ? part.text : `<${part.type}>`));
    return `${message.role}: ${words.join(" ")}`;
  });
}
