import { thinkingWord } from "../../thinking.ts";
import type { Turn } from "../adapter.ts";

/**
 * How `turn.thinking` is said to the endpoint: one table from `compat.thinkingFormat` to fields of the body. A model
 * that does not reason gets none of them.
 *
 * @see https://developers.openai.com/api/docs/guides/reasoning (`reasoning_effort`)
 * @see https://openrouter.ai/docs/use-cases/reasoning-tokens (`openrouter`)
 * @see https://docs.z.ai/guides/capabilities/thinking-mode (`thinking_type`)
 * @see https://platform.minimax.io/docs/api-reference/text-chat-openai (`thinking_adaptive`)
 */
export function thinkingParameters(turn: Turn): object {
  const { compat, model, request, thinking } = turn;
  if (!model.reasoning) return {};
  const on = thinking !== "off";
  switch (compat.thinkingFormat ?? "reasoning_effort") {
    case "none":
      return {};
    case "reasoning_effort":
      return effort(turn);
    case "openrouter":
      return { reasoning: on ? { effort: thinkingWord(model, thinking) } : { enabled: false } };
    case "reasoning_enabled":
      return { reasoning: { enabled: on }, ...effortBeside(turn) };
    case "thinking_type": {
      const kept = on && compat.preservesThinking && { clear_thinking: false };
      return {
        thinking: { type: on ? "enabled" : "disabled", ...kept },
        ...effortBeside(turn),
      };
    }
    case "thinking_adaptive":
      return { thinking: { type: on ? "adaptive" : "disabled" } };
    case "enable_thinking": {
      const budget = on ? request.thinkingBudgets?.[thinking] : undefined;
      return {
        enable_thinking: on,
        ...(budget !== undefined && { thinking_budget: budget }),
        ...effortBeside(turn),
      };
    }
    case "chat_template":
      return { chat_template_kwargs: { enable_thinking: on } };
  }
}

/** Off is a word that only some models know (`none`, `minimal`); the others are off when nothing is asked for. */
function effort({ model, thinking }: Turn): object {
  if (thinking === "off" && typeof model.thinkingLevels?.off !== "string") return {};
  return { reasoning_effort: thinkingWord(model, thinking) };
}

/** The level beside an on/off switch. */
function effortBeside({ compat, model, thinking }: Turn): object {
  if (thinking === "off" || !compat.supportsReasoningEffort) return {};
  return { reasoning_effort: thinkingWord(model, thinking) };
}
