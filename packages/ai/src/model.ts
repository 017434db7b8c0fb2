/**
 * The wire protocol of a model: one of the four that are built in, or the name of one that a registered provider
 * speaks.
 */
export type Api =
  | "anthropic-messages"
  | "openai-completions"
  | "openai-responses"
  | "google-generative-ai"
  | (string & {});

/** How much a model should think, from not at all to the most. */
export type ThinkingLevel = "off" | "minimal" | "low" | "medium" | "high" | "xhigh";

/** A row of the models database: plain JSON, so that a custom model is an object literal. */
export interface Model {
  id: string;
  name: string;
  api: Api;
  provider: string;
  baseUrl: string;
  input: ("text" | "image")[];
  /** Tokens. */
  contextWindow: number;
  /** The most tokens that one answer may have. */
  maxTokens: number;
  reasoning: boolean;
  vision: boolean;
  /** Absent when the price is unknown; never zero for unknown. */
  pricing?: Pricing | undefined;
  /** The vendor's word for each level; `null` marks a level that the model does not have. */
  thinkingLevels?: ThinkingLevels | undefined;
  /** Sent with every request to this model; the factory's and the request's win over these. */
  headers?: Record<string, string> | undefined;
  /** Quirks of this model's endpoint, as data. */
  compat?: Compat | undefined;
  /** When the row was taken from its source, as an ISO date. */
  asOf?: string | undefined;
  /** Where the row was taken from. */
  source?: string | undefined;
}

/**
 * The vendor's word for each level. `null`: the model lacks it. Left out: the level's own name; for `xhigh`, that the
 * model lacks it.
 */
export type ThinkingLevels = Partial<Record<ThinkingLevel, string | null>>;

/** USD per million tokens. */
export interface Rates {
  input: number;
  output: number;
  /** Default: the input rate. */
  cacheRead?: number | undefined;
  /** For a five-minute cache entry; a one-hour entry costs twice the input rate unless `cacheWrite1h` says otherwise. */
  cacheWrite?: number | undefined;
  /** For a one-hour cache entry. Default: twice the input rate. */
  cacheWrite1h?: number | undefined;
}

/** USD per million tokens, with other rates for long prompts where the vendor has them. */
export interface Pricing extends Rates {
  /** Other rates for the whole request once its prompt has more than `above` tokens, in rising order. */
  tiers?: (Rates & { above: number })[] | undefined;
}

/** How an endpoint departs from the protocol that its `api` names. Each adapter documents the ones it reads. */
export interface Compat {
  /** Chat Completions: the field that limits the answer. Default `"max_completion_tokens"`. */
  maxTokensField?: "max_tokens" | "max_completion_tokens" | undefined;
  /** OpenAI's protocols: the system prompt of a reasoning model goes in a `developer` message. Default `false`. */
  supportsDeveloperRole?: boolean | undefined;
  /** Chat Completions: `stream_options.include_usage` is understood. Default `true`. */
  supportsUsageInStreaming?: boolean | undefined;
  /** Chat Completions, Google: `store: false` may be sent. Default `false`; for Google `true`. */
  supportsStore?: boolean | undefined;
  /** `strict` on tools and response schemas is understood. Default `false`; for Responses `true`. */
  supportsStrictMode?: boolean | undefined;
  /** The endpoint accepts `temperature`. Default: it does, save for what `reasoningRefusesTemperature` says. */
  supportsTemperature?: boolean | undefined;
  /** Reasoning models of this endpoint refuse `temperature` (OpenAI). Default `false`. */
  reasoningRefusesTemperature?: boolean | undefined;
  /** Chat Completions: reasoning models of this endpoint refuse `stop` (OpenAI, xAI). Default `false`. */
  reasoningRefusesStop?: boolean | undefined;
  /** OpenAI's protocols: the field that takes the request's `metadata.user_id`; absent: it is not sent. */
  userField?: "user" | "user_id" | "safety_identifier" | undefined;
  /**
   * Chat Completions: how JSON of a schema is asked for. Default `"json_schema"`; endpoints that only know
   * `"json_object"` get the schema in the system prompt.
   */
  responseFormat?: "json_schema" | "json_object" | undefined;
  /** `prompt_cache_key` is understood. Default `false`. */
  supportsPromptCacheKey?: boolean | undefined;
  /**
   * The header that takes the session's id, so that its requests reach the server that has them cached (xAI's
   * `x-grok-conv-id`). Over Chat Completions it stands in for `prompt_cache_key`. Absent: none is sent.
   */
  sessionHeader?: string | undefined;
  /** Long cache retention is understood. Default `true`. */
  supportsLongCacheRetention?: boolean | undefined;
  /**
   * OpenAI's protocols: the lifetime of a long cache entry, for models that take it in `prompt_cache_options.ttl`. Absent:
   * long retention is asked for by `prompt_cache_retention: "24h"`.
   */
  longCacheTtl?: "12h" | undefined;
  /** A stream that ends without `finish_reason` is complete. Default `false`. */
  acceptsMissingFinishReason?: boolean | undefined;
  /** Chat Completions: how thinking is switched. Default `"reasoning_effort"`. Responses knows only `"none"` of these. */
  thinkingFormat?:
    | "none"
    | "reasoning_effort"
    | "openrouter"
    | "thinking_type"
    | "thinking_adaptive"
    | "enable_thinking"
    | "chat_template"
    | "reasoning_enabled"
    | undefined;
  /**
   * Chat Completions: beside an on/off switch (`thinking_type`, `enable_thinking`, `reasoning_enabled`), the level goes in
   * `reasoning_effort`. Default `false`: the endpoint only knows on and off.
   */
  supportsReasoningEffort?: boolean | undefined;
  /**
   * Chat Completions: beside `thinking_type`, `clear_thinking: false` asks the endpoint to read the reasoning that is
   * replayed instead of dropping it (Z.AI). Default `false`.
   */
  preservesThinking?: boolean | undefined;
  /** Chat Completions: the field in which reasoning is replayed on assistant messages; absent: it is not replayed. */
  reasoningField?: string | undefined;
  /** Chat Completions: assistant messages without reasoning carry an empty `reasoningField` (DeepSeek). */
  requiresReasoningField?: boolean | undefined;
  /** Chat Completions: `reasoning_split: true` is sent, so that reasoning arrives apart from the text (MiniMax). */
  reasoningSplit?: boolean | undefined;
  /** Chat Completions: thinking arrives inside the text between these tags. */
  thinkingTags?: { open: string; close: string } | undefined;
  /** Chat Completions: tool results carry the tool's `name`. */
  requiresToolResultName?: boolean | undefined;
  /** An assistant message must stand between a tool result and a user message. */
  requiresAssistantAfterToolResult?: boolean | undefined;
  /** Assistant messages that only call tools carry `content: ""` instead of `null`. */
  requiresNonNullContent?: boolean | undefined;
  /** Images are understood inside tool results. Default: as the protocol has it; for Google from Gemini 3 on. */
  supportsImagesInToolResults?: boolean | undefined;
  /** Chat Completions: `cache_control` markers in Anthropic's form are understood. */
  cacheControlFormat?: "anthropic" | undefined;
  /** Chat Completions: completion tokens do not include reasoning tokens (xAI). */
  reasoningTokensBesideOutput?: boolean | undefined;
  /** A 200 answer may carry an error in this field (`base_resp` for MiniMax). */
  errorInBody?: "base_resp" | undefined;
  /** An answer with reasoning only is asked again with thinking off, usage summed (Z.AI). */
  recoversReasoningOnly?: boolean | undefined;
  /** Tool arguments arrive in pieces when asked for: `tool_stream` at Z.AI, `eager_input_streaming` at Anthropic. */
  toolStream?: boolean | undefined;
  /** Tool call ids: the longest the endpoint accepts. Default 64 (40 for Chat Completions). */
  maxToolCallIdLength?: number | undefined;
  /** Tool call ids must be exactly this many alphanumerics (Mistral: 9). */
  toolCallIdAlphanumerics?: number | undefined;
  /** Anthropic: the model takes `thinking: { type: "adaptive" }` with an effort instead of a budget. */
  adaptiveThinking?: boolean | undefined;
  /** Anthropic-compatible endpoints: thinking blocks come without a signature and are replayed without one. */
  allowsEmptySignature?: boolean | undefined;
  /** Anthropic-compatible endpoints: tools may carry `cache_control`. Default `true`. */
  supportsCacheControlOnTools?: boolean | undefined;
  /** Google: the model takes `thinkingLevel` instead of `thinkingBudget`. Default: from Gemini 3 on. */
  thinkingLevelParameter?: boolean | undefined;
}
