import type { PiSimpleStreamOptions } from "../adapters/pi-types.ts";
import type { Api, ModelThinkingLevel, ThinkingLevel } from "./types.ts";

/**
 * The options of Pi's `stream`, which are each vendor's own, as those of `streamSimple`. What has no equal there goes
 * into the request's body; an option that no vendor documents is left out.
 */
export function fromRawOptions(api: Api, options: object): PiSimpleStreamOptions {
  const given = new Map<string, unknown>(Object.entries(options));
  const common: PiSimpleStreamOptions = { ...options };
  const toolChoice = readToolChoice(given.get("toolChoice"));
  const thinking = readThinking(api, given);
  const patch = api === "openai-responses" ? responsesPatch(given) : undefined;
  const { onPayload } = common;
  return {
    ...common,
    toolChoice,
    ...thinking,
    ...(patch && {
      onPayload: async (payload, model) => {
        const patched = patch(payload);
        return (await onPayload?.(patched, model)) ?? patched;
      },
    }),
  };
}

/** Vendors say "any", "required", `{type:"tool",name}` and `{type:"function",function:{name}}`. */
function readToolChoice(choice: unknown): PiSimpleStreamOptions["toolChoice"] {
  if (choice === "auto" || choice === "none") return choice;
  if (choice === "any" || choice === "required") return "required";
  const name = field(choice, "name") ?? field(field(choice, "function"), "name");
  return typeof name === "string" ? { name } : undefined;
}

type Thinking = Pick<PiSimpleStreamOptions, "reasoning" | "thinkingBudgets">;

function readThinking(api: Api, given: ReadonlyMap<string, unknown>): Thinking {
  switch (api) {
    case "anthropic-messages": {
      if (given.get("thinkingEnabled") !== true) return { reasoning: undefined };
      return withBudget(given.get("effort"), given.get("thinkingBudgetTokens"));
    }
    case "google-generative-ai": {
      const thinking = given.get("thinking");
      if (field(thinking, "enabled") !== true) return { reasoning: undefined };
      return withBudget(field(thinking, "level"), field(thinking, "budgetTokens"));
    }
    default:
      return { reasoning: levelOf(given.get("reasoningEffort")) };
  }
}

/** A vendor's word or number for how much to think; high when it says neither. */
function withBudget(word: unknown, budget: unknown): Thinking {
  const reasoning = levelOf(word) ?? "high";
  const isBudget = typeof budget === "number" && budget > 0;
  return { reasoning, ...(isBudget && { thinkingBudgets: { [reasoning]: budget } }) };
}

const levels: Readonly<Record<string, ThinkingLevel>> = {
  minimal: "minimal",
  low: "low",
  medium: "medium",
  high: "high",
  xhigh: "xhigh",
  max: "xhigh",
} satisfies Partial<Record<ModelThinkingLevel | "max", ThinkingLevel>>;

function levelOf(word: unknown): ThinkingLevel | undefined {
  const name = String(word).toLowerCase();
  return Object.hasOwn(levels, name) ? levels[name] : undefined;
}

function responsesPatch(given: ReadonlyMap<string, unknown>) {
  const summary = given.get("reasoningSummary");
  const tier = given.get("serviceTier");
  if (summary === undefined && tier === undefined) return undefined;
  return (payload: unknown): object => {
    const body = typeof payload === "object" && payload !== null ? payload : {};
    const reasoning = field(body, "reasoning");
    return {
      ...body,
      ...(tier !== undefined && { service_tier: tier }),
      ...(typeof reasoning === "object" &&
        summary !== undefined && { reasoning: { ...reasoning, summary } }),
    };
  };
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
