import type { Fault, Step, StepBlock, StepError } from "./step.ts";

/** A step with its shorthands and defaults worked out: what `scripted` and every vendor's writer play. */
export interface Answer {
  blocks: AnswerBlock[];
  stopReason: "stop" | "length" | "toolUse";
  error: StepError | undefined;
  usage: AnswerUsage;
  deltaSize: number;
  delayMs: number;
  headers: Record<string, string>;
  fault: Fault | undefined;
}

/** Tokens; `output` is estimated if the step does not say, `input` is left to who knows the prompt. */
export interface AnswerUsage {
  input: number | undefined;
  output: number;
  cacheRead: number;
  cacheWrite: number;
  /** The part of `output` that was thinking; absent when there was none. */
  reasoning?: number;
}

export type AnswerBlock =
  | { type: "text"; text: string }
  | { type: "thinking"; thinking: string; signature: string | undefined; redacted: boolean }
  | { type: "toolCall"; id: string; name: string; rawArguments: string };

/** `nextCallId` names the calls that the script leaves unnamed. */
export function answerOf(step: Step, nextCallId: () => string): Answer {
  const blocks = blocksOf(step).map((block) => answerBlock(block, nextCallId));
  return {
    blocks,
    stopReason: step.stopReason ?? (blocks.some(isToolCall) ? "toolUse" : "stop"),
    error: step.error,
    usage: usageOf(step, blocks),
    deltaSize: step.deltaSize ?? 20,
    delayMs: step.delayMs ?? 0,
    headers: step.headers ?? {},
    fault: step.fault,
  };
}

/** Tokens of a text of that many characters, by the usual rule of thumb. */
export function estimateTokens(characters: number): number {
  return Math.ceil(characters / 4);
}

/** Names calls `call_1`, `call_2`, … */
export function callIds(): () => string {
  let count = 0;
  return () => `call_${++count}`;
}

function blocksOf(step: Step): StepBlock[] {
  const blocks: StepBlock[] = [...(step.content ?? [])];
  if (step.thinking !== undefined) blocks.push({ type: "thinking", thinking: step.thinking });
  if (step.text !== undefined) blocks.push({ type: "text", text: step.text });
  for (const call of step.toolCalls ?? []) blocks.push({ type: "toolCall", ...call });
  return blocks;
}

function usageOf(step: Step, blocks: AnswerBlock[]): AnswerUsage {
  const { input, output, cacheRead = 0, cacheWrite = 0, reasoning } = step.usage ?? {};
  const thoughts = reasoning ?? estimateTokens(lengthOf(blocks, "thinking"));
  return {
    input,
    output: output ?? thoughts + estimateTokens(lengthOf(blocks, "text", "toolCall")),
    cacheRead,
    cacheWrite,
    ...(thoughts > 0 && { reasoning: thoughts }),
  };
}

function answerBlock(block: StepBlock, nextCallId: () => string): AnswerBlock {
  switch (block.type) {
    case "text":
      return block;
    case "thinking":
      return {
        type: "thinking",
        thinking: block.thinking,
        signature: block.signature,
        redacted: block.redacted ?? false,
      };
    case "toolCall":
      return {
        type: "toolCall",
        id: block.id ?? nextCallId(),
        name: block.name,
        rawArguments: block.rawArguments ?? JSON.stringify(block.arguments ?? {}),
      };
  }
}

function isToolCall(block: AnswerBlock): boolean {
  return block.type === "toolCall";
}

function lengthOf(blocks: AnswerBlock[], ...types: AnswerBlock["type"][]): number {
  let length = 0;
  for (const block of blocks) {
    if (!types.includes(block.type)) continue;
    if (block.type === "text") length += block.text.length;
    else if (block.type === "thinking") length += block.thinking.length;
    else length += block.name.length + block.rawArguments.length;
  }
  return length;
}
