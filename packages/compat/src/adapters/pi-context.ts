import type { Message, TurnRequest } from "@argent/ai";
import type { PiContext } from "./pi-types.ts";

/** What a request says, apart from the model and the options. */
export type RequestContext = Pick<TurnRequest, "systemPrompt" | "messages" | "tools">;

/**
 * A context of Pi's as ours. From 0.86 on Pi's providers get the prompt and the tools as `system` messages, each a change
 * to the ones before; they are replayed into one prompt and one list of tools.
 */
export function fromPiContext(context: PiContext): RequestContext {
  const transcript: readonly (Message | SystemMessage)[] = context.messages;
  if (!transcript.some(isSystemMessage)) {
    const { systemPrompt, messages, tools } = context;
    return { systemPrompt, messages, tools };
  }
  const texts = context.systemPrompt ? [context.systemPrompt] : [];
  const sections = new Map<string, string>();
  const tools = new Map((context.tools ?? []).map((tool) => [tool.name, tool]));
  const messages: Message[] = [];
  for (const message of transcript) {
    if (!isSystemMessage(message)) {
      messages.push(message);
      continue;
    }
    const text = textOf(message.content);
    if (text) texts.push(text);
    for (const [name, section] of Object.entries(message.sections ?? {})) {
      if (section === null) sections.delete(name);
      else sections.set(name, section);
    }
    for (const { name } of message.toolsRemoved ?? []) tools.delete(name);
    for (const tool of message.toolsAdded ?? []) tools.set(tool.name, tool);
  }
  return {
    systemPrompt: [...texts, ...sections.values()].join("\n\n") || undefined,
    messages,
    tools: [...tools.values()],
  };
}

/** What Pi's stream functions are given of a request. */
export function toPiContext(request: RequestContext): PiContext {
  const { systemPrompt, messages, tools } = request;
  return { systemPrompt, messages: [...messages], tools: tools && [...tools] };
}

interface SystemMessage {
  role: "system";
  content: string | { type: string; text?: string }[];
  sections?: Record<string, string | null>;
  toolsAdded?: NonNullable<PiContext["tools"]>;
  toolsRemoved?: { name: string }[];
}

function isSystemMessage(message: Message | SystemMessage): message is SystemMessage {
  return message.role === "system";
}

function textOf(content: SystemMessage["content"]): string {
  return typeof content === "string" ? content : content.map((block) => block.text ?? "").join("");
}
