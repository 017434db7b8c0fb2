import type { AgentMessage, BashExecutionMessage } from "@argent/agent";
import type { AssistantMessage, ToolResultMessage } from "@argent/ai";
import { Lexer } from "marked";
import { widthOf, wrapped } from "../terminal/width.ts";
import { oneLine, printable } from "../view/plain.ts";
import { tokens } from "../view/summary.ts";
import { folded } from "./folded.ts";
import type { Look } from "./look.ts";
import { renderBlocks } from "./markdown/render-blocks.ts";
import { outputLine, toolLines } from "./tool-lines.ts";

const userLimits = { head: 12, tail: 4 };
const commandLimits = { head: 6, tail: 10 };

/** What the user said. */
export function userLines(text: string, images: number, look: Look): string[] {
  const { style, width } = look;
  const lines = printable(text)
    .replaceAll("\t", "    ")
    .split("\n")
    .flatMap((line) => (widthOf(line) <= width - 2 ? [line] : wrapped(line, width - 2)));
  const shown = folded(lines, userLimits).map((line, index) =>
    index === 0 ? `${style.cyan("›")} ${style.bold(line)}` : `  ${style.bold(line)}`,
  );
  if (images > 0) shown.push(style.dim(`  ${images === 1 ? "1 image" : `${images} images`}`));
  return shown;
}

/** A command that the user ran, with its output. */
export function commandLines(message: BashExecutionMessage, look: Look): string[] {
  const { style } = look;
  const { command, output, exitCode, cancelled, excludeFromContext } = message;
  const mark = excludeFromContext ? "!!" : "!";
  const lines = [`${style.yellow(mark)} ${style.bold(oneLine(command, look.width - 4))}`];
  const text = printable(output).trimEnd();
  if (text !== "")
    lines.push(...folded(text.split("\n"), commandLimits).map((line) => outputLine(line, look)));
  if (cancelled) lines.push(style.yellow("  stopped"));
  else if (exitCode !== undefined && exitCode !== 0)
    lines.push(style.red(`  exit code ${exitCode}`));
  if (excludeFromContext) lines.push(style.dim("  the model does not see this"));
  return lines;
}

/** Thinking that has ended: its first lines. */
export function thinkingLines(text: string, look: Look): string[] {
  const { style } = look;
  const plain = printable(text).trim();
  if (plain === "") return [];
  const lines = plain.split("\n").flatMap((line) => wrapped(line, Math.min(look.width - 2, 110)));
  return folded(lines, { head: 3, tail: 0 }).map((line, index) =>
    style.dim(style.italic(`${index === 0 ? "✻ " : "  "}${line}`)),
  );
}

/** Why an answer did not end well; nothing when it did. */
export function endLines(
  { stopReason, errorMessage, error }: AssistantMessage,
  look: Look,
): string[] {
  const { style, width } = look;
  if (stopReason === "aborted") return stoppedLines(look);
  if (stopReason === "length") return [style.yellow("! The answer was cut off at its limit")];
  if (stopReason !== "error") return [];
  const kind = error && error.kind !== "invalid_request" ? `${error.kind}: ` : "";
  return wrapped(style.red(`✗ ${kind}${oneLine(errorMessage ?? "no reason given", 600)}`), width);
}

export function stoppedLines({ style }: Look): string[] {
  return [style.yellow("■ Stopped")];
}

/** Blocks of lines for messages of the past, each to be set apart by an empty line. */
export function pastBlocks(messages: readonly AgentMessage[], look: Look): string[][] {
  const results = new Map<string, ToolResultMessage>();
  for (const message of messages) {
    if (message.role === "toolResult") results.set(message.toolCallId, message);
  }
  return messages
    .flatMap((message) => pastMessage(message, results, look))
    .filter((block) => block.length > 0);
}

function pastMessage(
  message: AgentMessage,
  results: ReadonlyMap<string, ToolResultMessage>,
  look: Look,
): string[][] {
  const { style } = look;
  switch (message.role) {
    case "user": {
      const { text, images } = said(message.content);
      return [userLines(text, images, look)];
    }
    case "assistant":
      return [...pastAnswer(message, results, look), endLines(message, look)];
    case "bashExecution":
      return [commandLines(message, look)];
    case "compactionSummary":
      return [
        [style.magenta(`≡ Compacted from ${tokens(message.tokensBefore)} tokens`)],
        summaryLines(message.summary, look),
      ];
    case "branchSummary":
      return [[style.magenta("≡ Summary of another branch")], summaryLines(message.summary, look)];
    case "custom":
      if (!message.display) return [];
      return [userLines(said(message.content).text, 0, look)];
    default:
      return [];
  }
}

function pastAnswer(
  message: AssistantMessage,
  results: ReadonlyMap<string, ToolResultMessage>,
  look: Look,
): string[][] {
  return message.content.map((block) => {
    switch (block.type) {
      case "thinking":
        return thinkingLines(block.thinking, look);
      case "text":
        return renderBlocks(Lexer.lex(printable(block.text)), look);
      case "toolCall": {
        const result = results.get(block.id);
        const { name, arguments: args } = block;
        if (!result)
          return toolLines({ name, args, result: { content: [] }, isError: false }, look);
        return toolLines({ name, args, result, isError: result.isError }, look);
      }
      default:
        return [];
    }
  });
}

/** The first lines of a summary. */
export function summaryLines(summary: string, look: Look): string[] {
  const lines = printable(summary).trim().split("\n");
  return folded(lines, { head: 6, tail: 0 }).map((line) => outputLine(line, look));
}

/** The words and the number of images of a message. */
export function said(content: string | readonly { type: string; text?: string }[]): {
  text: string;
  images: number;
} {
  if (typeof content === "string") return { text: content, images: 0 };
  return {
    text: content.flatMap((block) => block.text ?? []).join("\n"),
    images: content.filter(({ type }) => type === "image").length,
  };
}
