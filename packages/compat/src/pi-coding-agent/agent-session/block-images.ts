import type { Message } from "../../pi-ai/types.ts";

const note = { type: "text" as const, text: "Image reading is disabled." };

/** Messages without their images; a run of images becomes one note. */
export function withoutImages(messages: readonly Message[]): Message[] {
  return messages.map((message) => {
    if (message.role === "assistant" || typeof message.content === "string") return message;
    if (!message.content.some(({ type }) => type === "image")) return message;
    const content = message.content
      .map((block) => (block.type === "image" ? note : block))
      .filter((block, index, blocks) => block !== note || blocks[index - 1] !== note);
    return { ...message, content };
  });
}
