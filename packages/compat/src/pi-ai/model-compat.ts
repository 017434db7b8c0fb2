import type { Api } from "./types.ts";

/** The quirks that a Pi model of an API may carry. `fromPiModel` says which of them Argent knows. */
export type CompatOf<TApi extends Api> = TApi extends "openai-completions"
  ? OpenAICompletionsCompat
  : TApi extends "openai-responses"
    ? OpenAIResponsesCompat
    : TApi extends "anthropic-messages"
      ? AnthropicMessagesCompat
      : object;

export interface OpenAICompletionsCompat {
  supportsStore?: boolean | undefined;
  supportsDeveloperRole?: boolean | undefined;
  supportsReasoningEffort?: boolean | undefined;
  supportsUsageInStreaming?: boolean | undefined;
  maxTokensField?: "max_completion_tokens" | "max_tokens" | undefined;
  requiresToolResultName?: boolean | undefined;
  requiresAssistantAfterToolResult?: boolean | undefined;
  requiresThinkingAsText?: boolean | undefined;
  requiresReasoningContentOnAssistantMessages?: boolean | undefined;
  thinkingFormat?:
    | "openai"
    | "openrouter"
    | "deepseek"
    | "zai"
    | "qwen"
    | "qwen-chat-template"
    | undefined;
  openRouterRouting?: OpenRouterRouting | undefined;
  vercelGatewayRouting?: VercelGatewayRouting | undefined;
  zaiToolStream?: boolean | undefined;
  supportsStrictMode?: boolean | undefined;
  cacheControlFormat?: "anthropic" | undefined;
  sendSessionAffinityHeaders?: boolean | undefined;
  supportsLongCacheRetention?: boolean | undefined;
}

export interface OpenAIResponsesCompat {
  sendSessionIdHeader?: boolean | undefined;
  supportsLongCacheRetention?: boolean | undefined;
}

export interface AnthropicMessagesCompat {
  supportsEagerToolInputStreaming?: boolean | undefined;
  supportsLongCacheRetention?: boolean | undefined;
}

/** Sent as it is, as `provider`: https://openrouter.ai/docs/guides/routing/provider-selection */
export interface OpenRouterRouting {
  allow_fallbacks?: boolean | undefined;
  require_parameters?: boolean | undefined;
  data_collection?: "deny" | "allow" | undefined;
  zdr?: boolean | undefined;
  enforce_distillable_text?: boolean | undefined;
  order?: string[] | undefined;
  only?: string[] | undefined;
  ignore?: string[] | undefined;
  quantizations?: string[] | undefined;
  sort?: string | { by?: string | undefined; partition?: string | null | undefined } | undefined;
  max_price?:
    | Partial<Record<"prompt" | "completion" | "image" | "audio" | "request", number | string>>
    | undefined;
  preferred_min_throughput?: number | Percentiles | undefined;
  preferred_max_latency?: number | Percentiles | undefined;
}

type Percentiles = Partial<Record<"p50" | "p75" | "p90" | "p99", number>>;

/** https://vercel.com/docs/ai-gateway/models-and-providers/provider-options */
export interface VercelGatewayRouting {
  only?: string[] | undefined;
  order?: string[] | undefined;
}
