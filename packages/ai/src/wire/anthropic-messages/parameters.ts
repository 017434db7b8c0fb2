import { thinkingBudget, thinkingWord } from "../../thinking.ts";
import type { Turn } from "../adapter.ts";
import { closedSchema } from "./closed-schema.ts";

/** The parameters that depend on one another. */
export interface Parameters {
  max_tokens: number;
  thinking?: Thinking;
  output_config?: {
    effort?: string;
    format?: { type: "json_schema"; schema: unknown };
  };
  temperature?: number;
  tool_choice?: WireToolChoice;
}

type Thinking =
  | { type: "enabled"; budget_tokens: number }
  | { type: "adaptive"; display: "summarized" }
  /** `"disabled"`, or the model's own word for it, such as Sonnet 5.5's `"between_tools"`. */
  | { type: string };

type WireToolChoice = { type: "auto" | "none" | "any" } | { type: "tool"; name: string };

/** Decides them, and names what was asked for and had to give way. */
export function parametersOf(turn: Turn): { parameters: Parameters; warnings: string[] } {
  const { responseSchema } = turn.request;
  const { maxTokens, thinking, effort, ...thought } = thinkingOf(turn);
  const thinks = thinking !== undefined && thinking.type !== "disabled";
  const { temperature, ...sampled } = temperatureOf(turn, thinks);
  const { toolChoice, ...chosen } = toolChoiceOf(turn, thinks);
  return {
    parameters: {
      max_tokens: maxTokens,
      ...(thinking && { thinking }),
      ...((effort || responseSchema) && {
        output_config: {
          ...(effort && { effort }),
          ...(responseSchema && {
            format: { type: "json_schema", schema: closedSchema(responseSchema) },
          }),
        },
      }),
      ...(temperature !== undefined && { temperature }),
      ...(toolChoice && { tool_choice: toolChoice }),
    },
    warnings: [thought, sampled, chosen].flatMap(({ warning }) => warning ?? []),
  };
}

interface ThinkingDecision {
  maxTokens: number;
  thinking?: Thinking;
  effort?: string;
  warning?: string;
}

/**
 * @see https://platform.claude.com/docs/en/build-with-claude/thinking
 * @see https://platform.claude.com/docs/en/build-with-claude/extended-thinking
 */
function thinkingOf(turn: Turn): ThinkingDecision {
  const { request, model, maxTokens, thinking: level } = turn;
  if (!model.reasoning) return { maxTokens };
  if (level === "off") {
    return { maxTokens, thinking: { type: model.thinkingLevels?.off ?? "disabled" } };
  }
  if (turn.compat.adaptiveThinking) {
    const word = thinkingWord(model, level);
    const effort = word === "minimal" ? "low" : word; // the API's lowest word
    return { maxTokens, thinking: { type: "adaptive", display: "summarized" }, effort };
  }
  // The budget counts towards `max_tokens` and must be smaller, so the limit grows where the model allows it.
  const wanted = thinkingBudget(level, Number.POSITIVE_INFINITY, request.thinkingBudgets);
  const grown = Math.min(Math.max(maxTokens, wanted + leastAnswer), model.maxTokens);
  return {
    maxTokens: grown,
    thinking: {
      type: "enabled",
      budget_tokens: thinkingBudget(level, grown, request.thinkingBudgets),
    },
    ...(request.maxTokens !== undefined &&
      grown > maxTokens && {
        warning: `maxTokens ${request.maxTokens} is too small for "${level}" thinking; ${grown} was used.`,
      }),
  };
}

/** Tokens that thinking leaves to the answer. */
const leastAnswer = 1_024;

function temperatureOf(
  { request, model, compat }: Turn,
  thinks: boolean,
): { temperature?: number; warning?: string } {
  const { temperature } = request;
  if (temperature === undefined) return {};
  if (!thinks && compat.supportsTemperature !== false) return { temperature };
  const when = thinks ? " while it thinks" : "";
  return { warning: `"${model.id}" takes no temperature${when}; ${temperature} was not sent.` };
}

/** @see https://platform.claude.com/docs/en/build-with-claude/extended-thinking#extended-thinking-with-tool-use */
function toolChoiceOf(
  { request, model }: Turn,
  thinks: boolean,
): { toolChoice?: WireToolChoice; warning?: string } {
  const { toolChoice: choice, tools } = request;
  if (choice === undefined || !tools?.length) return {};
  if (choice === "auto" || choice === "none") return { toolChoice: { type: choice } };
  if (thinks) {
    return {
      toolChoice: { type: "auto" },
      warning: `"${model.id}" cannot be made to call a tool while it thinks; the choice was left to it.`,
    };
  }
  return {
    toolChoice: choice === "required" ? { type: "any" } : { type: "tool", name: choice.name },
  };
}
