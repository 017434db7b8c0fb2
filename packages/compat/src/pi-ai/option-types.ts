import type { Loose } from "./loose.ts";
import type { StreamOptions, ThinkingLevel } from "./types.ts";

/** The options of Pi's `stream` for each API. `fromRawOptions` says what becomes of them. */
export type AnthropicEffort = "low" | "medium" | "high" | "xhigh" | "max";
export type AnthropicThinkingDisplay = "summarized" | "omitted";

export interface AnthropicOptions extends StreamOptions {
  thinkingEnabled?: boolean | undefined;
  thinkingBudgetTokens?: number | undefined;
  effort?: AnthropicEffort | undefined;
  thinkingDisplay?: AnthropicThinkingDisplay | undefined;
  interleavedThinking?: boolean | undefined;
  toolChoice?: "auto" | "any" | "none" | { type: "tool"; name: string } | undefined;
  /** A ready client of the vendor's SDK. Argent does not use it. */
  client?: Loose;
}

export interface OpenAICompletionsOptions extends StreamOptions {
  toolChoice?:
    | "auto"
    | "none"
    | "required"
    | { type: "function"; function: { name: string } }
    | undefined;
  reasoningEffort?: ThinkingLevel | undefined;
}

export interface OpenAIResponsesOptions extends StreamOptions {
  reasoningEffort?: ThinkingLevel | undefined;
  reasoningSummary?: "auto" | "detailed" | "concise" | null | undefined;
  serviceTier?: "auto" | "default" | "flex" | "scale" | "priority" | null | undefined;
}

export type GoogleThinkingLevel =
  | "THINKING_LEVEL_UNSPECIFIED"
  | "MINIMAL"
  | "LOW"
  | "MEDIUM"
  | "HIGH";

export interface GoogleOptions extends StreamOptions {
  toolChoice?: "auto" | "none" | "any" | undefined;
  thinking?:
    | {
        enabled: boolean;
        budgetTokens?: number | undefined;
        level?: GoogleThinkingLevel | undefined;
      }
    | undefined;
}

/** APIs that Argent does not speak: what a provider that a host registers for them takes. */
export type AzureOpenAIResponsesOptions = OpenAIResponsesOptions & Record<string, unknown>;
export type BedrockOptions = StreamOptions & Record<string, unknown>;
export type BedrockThinkingDisplay = AnthropicThinkingDisplay;
export type GoogleVertexOptions = GoogleOptions & Record<string, unknown>;
export type MistralOptions = StreamOptions & Record<string, unknown>;
export type OpenAICodexResponsesOptions = OpenAIResponsesOptions & Record<string, unknown>;
export type OpenAICodexWebSocketDebugStats = Record<string, unknown>;
