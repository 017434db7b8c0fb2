import type { Message, TextContent, UserMessage } from "@argent/ai";
import type { AgentMessage, BashExecutionMessage } from "./message.ts";

/**
 * What the model sees of a transcript: its own messages as they are, Argent's as the user's words (the wordings are
 * Pi's), and messages that a host added not at all.
 */
export function convertToLlm(messages: readonly AgentMessage[]): Message[] {
  const result: Message[] = [];
  for (const message of messages) {
    const converted = convert(message);
    if (converted) result.push(converted);
  }
  return result;
}

/**
 * `convertToLlm` for a transcript that only grows: each message is converted once, so that a run of many turns costs the
 * same per turn. The result is one array that grows with the transcript; another transcript begins anew.
 */
export function createLlmView(): (messages: readonly AgentMessage[]) => Message[] {
  let source: readonly AgentMessage[] = [];
  let read = 0;
  let view: Message[] = [];
  return (messages) => {
    if (messages !== source || messages.length < read) {
      source = messages;
      read = 0;
      view = [];
    }
    for (; read < messages.length; read++) {
      const message = messages[read];
      const converted = message && convert(message);
      if (converted) view.push(converted);
    }
    return view;
  };
}

function convert(message: AgentMessage): Message | undefined {
  switch (message.role) {
    case "user":
    case "assistant":
    case "toolResult":
      return message;
    case "bashExecution":
      return message.excludeFromContext ? undefined : user(bashText(message), message.timestamp);
    case "custom":
      return {
        role: "user",
        content: typeof message.content === "string" ? text(message.content) : message.content,
        timestamp: message.timestamp,
      };
    case "branchSummary":
      return user(
        `The following is a summary of a branch that this conversation came back from:\n\n<summary>\n${message.summary}</summary>`,
        message.timestamp,
      );
    case "compactionSummary":
      return user(
        `The conversation history before this point was compacted into the following summary:\n\n<summary>\n${message.summary}\n</summary>`,
        message.timestamp,
      );
    default:
      return undefined; // a host's own message: only its own convertToLlm knows it
  }
}

function bashText(message: BashExecutionMessage): string {
  const output = message.output ? `\`\`\`\n${message.output}\n\`\`\`` : "(no output)";
  const parts = [`Ran \`${message.command}\`\n${output}`];
  if (message.cancelled) parts.push("(command cancelled)");
  else if (message.exitCode) parts.push(`Command exited with code ${message.exitCode}`);
  if (message.truncated && message.fullOutputPath) {
    parts.push(`[Output truncated. Full output: ${message.fullOutputPath}]`);
  }
  return parts.join("\n\n");
}

function user(content: string, timestamp: number): UserMessage {
  return { role: "user", content: text(content), timestamp };
}

function text(content: string): TextContent[] {
  return [{ type: "text", text: content }];
}
