import type { SessionEntry } from "@argent/agent";
import { clipped, oneLine, printable } from "../view/plain.ts";
import type { Style } from "../view/style.ts";
import { toolLine } from "../view/tool-line.ts";
import { shownMessage } from "./shown-message.ts";

/** How many characters of a tool's result are shown. */
const resultCharacters = 400;

/** A branch as text for people. */
export function* transcript(
  branch: readonly SessionEntry[],
  style: Style,
): Generator<string, void> {
  for (const entry of branch) {
    switch (entry.type) {
      case "message":
        yield* messageLines(shownMessage(entry), style);
        break;
      case "custom_message":
        yield `${style.dim(`${entry.customType}:`)} ${printable(contentText(entry.content))}`;
        break;
      case "compaction":
        yield style.yellow(`── compacted, ${entry.tokensBefore} tokens before ──`);
        yield printable(entry.summary);
        break;
      case "branch_summary":
        yield style.yellow("── summary of another branch ──");
        yield printable(entry.summary);
        break;
      case "model_change":
        yield style.dim(`model: ${entry.provider}/${entry.modelId}`);
        break;
    }
  }
}

type SessionMessage = Extract<SessionEntry, { type: "message" }>["message"];

function* messageLines(message: SessionMessage, style: Style): Generator<string, void> {
  switch (message.role) {
    case "user":
      yield `${style.bold(style.cyan(">"))} ${printable(contentText(message.content))}`;
      break;
    case "assistant":
      for (const block of message.content) {
        if (block.type === "text" && block.text.trim() !== "") yield printable(block.text.trim());
        else if (block.type === "toolCall")
          yield `${style.cyan("●")} ${toolLine(block.name, block.arguments, 160)}`;
      }
      if (message.errorMessage !== undefined) yield style.red(oneLine(message.errorMessage, 300));
      break;
    case "toolResult": {
      const shown = clipped(printable(contentText(message.content)).trimEnd(), resultCharacters);
      const indented = shown.replace(/^/gm, "  ");
      yield message.isError ? style.red(indented) : style.dim(indented);
      break;
    }
    case "bashExecution":
      yield `${style.bold("!")} ${oneLine(message.command, 160)}`;
      yield style.dim(
        clipped(printable(message.output).trimEnd(), resultCharacters).replace(/^/gm, "  "),
      );
      break;
  }
}

/** The text of content, images by their type. */
function contentText(content: string | readonly { type: string }[]): string {
  if (typeof content === "string") return content;
  return content
    .map((block) => {
      if ("text" in block && typeof block.text === "string") return block.text;
      return "mimeType" in block ? `[${block.mimeType}]` : "";
    })
    .join("\n");
}
