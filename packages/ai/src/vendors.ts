import type { Vendor } from "./wire/vendor.ts";

/** The seven built-in providers, and `openai-compatible` for any other server that speaks Chat Completions. */
export const anthropicVendor: Vendor = {
  id: "anthropic",
  name: "Anthropic",
  apis: ["anthropic-messages"],
  baseUrls: ["https://api.anthropic.com"],
  keyNames: ["ANTHROPIC_API_KEY"],
  compat: { toolStream: true },
};

export const openaiVendor: Vendor = {
  id: "openai",
  name: "OpenAI",
  apis: ["openai-completions", "openai-responses"],
  baseUrls: ["https://api.openai.com/v1"],
  keyNames: ["OPENAI_API_KEY"],
  compat: {
    supportsDeveloperRole: true,
    supportsStore: true,
    supportsStrictMode: true,
    supportsPromptCacheKey: true,
    reasoningRefusesTemperature: true,
    reasoningRefusesStop: true,
    userField: "safety_identifier",
  },
};

export const openaiResponsesVendor: Vendor = {
  ...openaiVendor,
  id: "openai-responses",
  name: "OpenAI Responses",
  apis: ["openai-responses"],
};

export const googleVendor: Vendor = {
  id: "google",
  name: "Google",
  apis: ["google-generative-ai"],
  baseUrls: ["https://generativelanguage.googleapis.com/v1beta"],
  keyNames: ["GEMINI_API_KEY", "GOOGLE_API_KEY"],
};

export const xaiVendor: Vendor = {
  id: "xai",
  name: "xAI",
  apis: ["openai-completions", "openai-responses"],
  baseUrls: ["https://api.x.ai/v1"],
  keyNames: ["XAI_API_KEY"],
  compat: {
    supportsPromptCacheKey: true,
    supportsLongCacheRetention: false,
    sessionHeader: "x-grok-conv-id",
    reasoningTokensBesideOutput: true,
    reasoningRefusesStop: true,
    userField: "user",
  },
};

export const minimaxVendor: Vendor = {
  id: "minimax",
  name: "MiniMax",
  apis: ["openai-completions", "anthropic-messages"],
  baseUrls: [
    "https://api.minimax.io/v1",
    "https://api.minimax.io/anthropic",
    "https://api.minimaxi.com/v1",
    "https://api.minimaxi.com/anthropic",
  ],
  keyNames: ["MINIMAX_API_KEY"],
  compat: {
    maxTokensField: "max_tokens",
    thinkingFormat: "thinking_adaptive",
    reasoningSplit: true,
    reasoningField: "reasoning_details",
    errorInBody: "base_resp",
  },
};

export const zaiVendor: Vendor = {
  id: "zai",
  name: "Z.AI",
  apis: ["openai-completions"],
  baseUrls: ["https://api.z.ai/api/paas/v4", "https://api.z.ai/api/coding/paas/v4"],
  keyNames: ["ZAI_API_KEY"],
  compat: {
    maxTokensField: "max_tokens",
    thinkingFormat: "thinking_type",
    preservesThinking: true,
    reasoningField: "reasoning_content",
    responseFormat: "json_object",
    userField: "user_id",
    recoversReasoningOnly: true,
    toolStream: true,
  },
};

export const openaiCompatibleVendor: Vendor = {
  id: "openai-compatible",
  name: "OpenAI-compatible server",
  apis: ["openai-completions"],
  baseUrls: [],
  keyNames: [],
  needsKey: false,
  compat: { maxTokensField: "max_tokens" },
};

export const builtInVendors: readonly Vendor[] = [
  anthropicVendor,
  openaiVendor,
  openaiResponsesVendor,
  googleVendor,
  xaiVendor,
  minimaxVendor,
  zaiVendor,
  openaiCompatibleVendor,
];
