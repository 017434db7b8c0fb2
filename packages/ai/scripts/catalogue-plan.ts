import type { Api, Compat } from "../src/model.ts";
import { zaiVendor } from "../src/vendors.ts";

/** How one provider's file is made. */
export interface PlannedProvider {
  id: string;
  /** Absent for a built-in provider, whose name and keys are in `src/vendors.ts`. */
  vendor?: { name: string; keyNames: string[] };
  /** A planned provider (earlier in the list) whose finished rows are taken instead. */
  copyOf?: string;
  /** Ids that are not copied. */
  without?: string[];
  /** Also takes what only the earlier catalogue lists: programs still name those models. */
  keepsEarlier?: boolean;
  /** Replaces what the rows say. */
  api?: Api;
  baseUrl?: string;
  /** True of every row; what a row says itself wins. */
  compat?: Compat;
}

/**
 * Every provider whose protocol we speak. Left out: those that need a login instead of a key (GitHub Copilot, Codex), an
 * account in the address (Azure, Cloudflare, Vertex AI) or a protocol of their own (Bedrock, Radius).
 */
export const cataloguePlan: readonly PlannedProvider[] = [
  { id: "anthropic", keepsEarlier: true },
  { id: "openai", keepsEarlier: true },
  { id: "openai-responses", copyOf: "openai", api: "openai-responses" },
  { id: "google", keepsEarlier: true },
  { id: "xai", keepsEarlier: true },
  {
    id: "minimax",
    api: "openai-completions",
    baseUrl: "https://api.minimax.io/v1",
  },
  // The source's address belongs to the coding subscription; the metered one is what a plain key opens.
  { id: "zai", keepsEarlier: true, baseUrl: "https://api.z.ai/api/paas/v4" },

  { id: "ant-ling", vendor: { name: "Ant Ling", keyNames: ["ANT_LING_API_KEY"] } },
  {
    id: "baseten",
    vendor: { name: "Baseten", keyNames: ["BASETEN_API_KEY"] },
    compat: { sessionHeader: "x-session-affinity" },
  },
  { id: "cerebras", vendor: { name: "Cerebras", keyNames: ["CEREBRAS_API_KEY"] } },
  { id: "deepseek", vendor: { name: "DeepSeek", keyNames: ["DEEPSEEK_API_KEY"] } },
  {
    id: "fireworks",
    vendor: { name: "Fireworks", keyNames: ["FIREWORKS_API_KEY"] },
    compat: { sessionHeader: "x-session-affinity" },
  },
  { id: "groq", vendor: { name: "Groq", keyNames: ["GROQ_API_KEY"] } },
  {
    id: "huggingface",
    vendor: { name: "Hugging Face", keyNames: ["HF_TOKEN", "HUGGINGFACE_API_KEY"] },
  },
  { id: "kimi-coding", vendor: { name: "Kimi For Coding", keyNames: ["KIMI_API_KEY"] } },
  { id: "meta", vendor: { name: "Meta", keyNames: ["META_API_KEY"] } },
  {
    id: "minimax-anthropic",
    vendor: { name: "MiniMax (Anthropic-compatible)", keyNames: ["MINIMAX_API_KEY"] },
    copyOf: "minimax",
    without: ["M2-her"],
    api: "anthropic-messages",
    baseUrl: "https://api.minimax.io/anthropic",
    compat: { errorInBody: "base_resp" },
  },
  {
    id: "minimax-cn",
    vendor: { name: "MiniMax China", keyNames: ["MINIMAX_CN_API_KEY"] },
    compat: { errorInBody: "base_resp" },
  },
  {
    id: "mistral",
    vendor: { name: "Mistral", keyNames: ["MISTRAL_API_KEY"] },
    api: "openai-completions",
    baseUrl: "https://api.mistral.ai/v1",
    // Unknown fields are refused, and usage is always in the last chunk. https://docs.mistral.ai/resources/changelogs
    compat: {
      maxTokensField: "max_tokens",
      supportsUsageInStreaming: false,
      requiresToolResultName: true,
      toolCallIdAlphanumerics: 9,
    },
  },
  { id: "moonshotai", vendor: { name: "Moonshot AI", keyNames: ["MOONSHOT_API_KEY"] } },
  { id: "moonshotai-cn", vendor: { name: "Moonshot AI China", keyNames: ["MOONSHOT_API_KEY"] } },
  { id: "nvidia", vendor: { name: "NVIDIA", keyNames: ["NVIDIA_API_KEY"] } },
  { id: "opencode", vendor: { name: "OpenCode Zen", keyNames: ["OPENCODE_API_KEY"] } },
  { id: "opencode-go", vendor: { name: "OpenCode Go", keyNames: ["OPENCODE_API_KEY"] } },
  {
    id: "openrouter",
    vendor: { name: "OpenRouter", keyNames: ["OPENROUTER_API_KEY"] },
    keepsEarlier: true,
    // https://openrouter.ai/docs/use-cases/reasoning-tokens#preserving-reasoning-blocks
    compat: {
      thinkingFormat: "openrouter",
      reasoningField: "reasoning",
      sessionHeader: "x-session-id",
    },
  },
  {
    id: "qwen-token-plan",
    vendor: { name: "Qwen Token Plan", keyNames: ["QWEN_TOKEN_PLAN_API_KEY"] },
  },
  {
    id: "qwen-token-plan-cn",
    vendor: { name: "Qwen Token Plan China", keyNames: ["QWEN_TOKEN_PLAN_CN_API_KEY"] },
  },
  {
    id: "qwen-token-plan-individual",
    vendor: { name: "Qwen Token Plan Individual", keyNames: ["QWEN_TOKEN_PLAN_API_KEY"] },
  },
  {
    id: "qwen-token-plan-individual-cn",
    vendor: { name: "Qwen Token Plan Individual China", keyNames: ["QWEN_TOKEN_PLAN_CN_API_KEY"] },
  },
  { id: "together", vendor: { name: "Together AI", keyNames: ["TOGETHER_API_KEY"] } },
  {
    id: "vercel-ai-gateway",
    vendor: { name: "Vercel AI Gateway", keyNames: ["AI_GATEWAY_API_KEY"] },
  },
  { id: "xiaomi", vendor: { name: "Xiaomi MiMo", keyNames: ["XIAOMI_API_KEY"] } },
  {
    id: "xiaomi-token-plan-ams",
    vendor: { name: "Xiaomi Token Plan Europe", keyNames: ["XIAOMI_TOKEN_PLAN_AMS_API_KEY"] },
  },
  {
    id: "xiaomi-token-plan-cn",
    vendor: { name: "Xiaomi Token Plan China", keyNames: ["XIAOMI_TOKEN_PLAN_CN_API_KEY"] },
  },
  {
    id: "xiaomi-token-plan-sgp",
    vendor: { name: "Xiaomi Token Plan Singapore", keyNames: ["XIAOMI_TOKEN_PLAN_SGP_API_KEY"] },
  },
  {
    id: "zai-coding",
    vendor: {
      name: "Z.AI Coding Plan",
      keyNames: ["ZAI_CODING_API_KEY", "ZAI_CODER_API_KEY", "ZAI_API_KEY"],
    },
    copyOf: "zai",
    baseUrl: "https://api.z.ai/api/coding/paas/v4",
    ...(zaiVendor.compat && { compat: zaiVendor.compat }),
  },
  {
    id: "zai-coding-cn",
    vendor: { name: "Z.AI Coding Plan China", keyNames: ["ZAI_CODING_CN_API_KEY"] },
    ...(zaiVendor.compat && { compat: zaiVendor.compat }),
  },
];
