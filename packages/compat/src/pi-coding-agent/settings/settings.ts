import { isRecord } from "../../is-record.ts";
import type { Transport } from "../../pi-ai/types.ts";

export interface CompactionSettings {
  /** Default `true`. */
  enabled?: boolean | undefined;
  /** Tokens kept free for the answer. Default 16,384. */
  reserveTokens?: number | undefined;
  /** Tokens of the newest messages that stay as they are. Default 20,000. */
  keepRecentTokens?: number | undefined;
}

export interface BranchSummarySettings {
  /** Default 16,384. */
  reserveTokens?: number | undefined;
  /** Default `false`. */
  skipPrompt?: boolean | undefined;
}

export interface ProviderRetrySettings {
  timeoutMs?: number | undefined;
  maxRetries?: number | undefined;
  /** Default 60,000. */
  maxRetryDelayMs?: number | undefined;
}

export interface RetrySettings {
  /** Default `true`. */
  enabled?: boolean | undefined;
  /** Default 3. */
  maxRetries?: number | undefined;
  /** Default 2,000. */
  baseDelayMs?: number | undefined;
  provider?: ProviderRetrySettings | undefined;
}

export interface TerminalSettings {
  showImages?: boolean | undefined;
  imageWidthCells?: number | undefined;
  clearOnShrink?: boolean | undefined;
  showTerminalProgress?: boolean | undefined;
}

export interface ImageSettings {
  /** Default `true`. */
  autoResize?: boolean | undefined;
  /** Default `false`. */
  blockImages?: boolean | undefined;
}

/** Tokens by level. */
export type ThinkingBudgetsSettings = Partial<
  Record<"minimal" | "low" | "medium" | "high", number>
>;

/** A package of npm or git, with all of its resources or with those named. */
export type PackageSource =
  | string
  | {
      source: string;
      extensions?: string[] | undefined;
      skills?: string[] | undefined;
      prompts?: string[] | undefined;
      themes?: string[] | undefined;
    };

export type DeliveryMode = "all" | "one-at-a-time";
export type DefaultThinkingLevel = "off" | "minimal" | "low" | "medium" | "high" | "xhigh";
export type TreeFilterMode = "default" | "no-tools" | "user-only" | "labeled-only" | "all";

/** What a `settings.json` may hold. Fields of other versions are kept as they are. */
export interface Settings {
  lastChangelogVersion?: string | undefined;
  defaultProvider?: string | undefined;
  defaultModel?: string | undefined;
  defaultThinkingLevel?: DefaultThinkingLevel | undefined;
  transport?: Transport | undefined;
  steeringMode?: DeliveryMode | undefined;
  followUpMode?: DeliveryMode | undefined;
  theme?: string | undefined;
  compaction?: CompactionSettings | undefined;
  branchSummary?: BranchSummarySettings | undefined;
  retry?: RetrySettings | undefined;
  hideThinkingBlock?: boolean | undefined;
  shellPath?: string | undefined;
  quietStartup?: boolean | undefined;
  shellCommandPrefix?: string | undefined;
  npmCommand?: string[] | undefined;
  collapseChangelog?: boolean | undefined;
  enableInstallTelemetry?: boolean | undefined;
  packages?: PackageSource[] | undefined;
  extensions?: string[] | undefined;
  skills?: string[] | undefined;
  prompts?: string[] | undefined;
  themes?: string[] | undefined;
  enableSkillCommands?: boolean | undefined;
  terminal?: TerminalSettings | undefined;
  images?: ImageSettings | undefined;
  enabledModels?: string[] | undefined;
  doubleEscapeAction?: "fork" | "tree" | "none" | undefined;
  treeFilterMode?: TreeFilterMode | undefined;
  thinkingBudgets?: ThinkingBudgetsSettings | undefined;
  editorPaddingX?: number | undefined;
  autocompleteMaxVisible?: number | undefined;
  showHardwareCursor?: boolean | undefined;
  markdown?: { codeBlockIndent?: string | undefined } | undefined;
  warnings?: { anthropicExtraUsage?: boolean | undefined } | undefined;
  sessionDir?: string | undefined;
}

/** Settings over others: nested ones are merged field by field, lists and plain values replaced. */
export function mergeSettings(base: Settings, over: Settings): Settings {
  const merged: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(over)) {
    if (value === undefined) continue;
    const below = merged[name];
    merged[name] = isRecord(value) && isRecord(below) ? { ...below, ...value } : value;
  }
  return merged;
}

/** Settings of earlier versions in today's names. */
export function migrateSettings(given: Readonly<Record<string, unknown>>): Settings {
  const settings: Record<string, unknown> = { ...given };
  if ("queueMode" in settings && !("steeringMode" in settings)) {
    settings.steeringMode = settings.queueMode;
    delete settings.queueMode;
  }
  if (!("transport" in settings) && typeof settings.websockets === "boolean") {
    settings.transport = settings.websockets ? "websocket" : "sse";
    delete settings.websockets;
  }
  if (isRecord(settings.skills)) {
    const { enableSkillCommands, customDirectories } = settings.skills;
    settings.enableSkillCommands ??= enableSkillCommands;
    if (Array.isArray(customDirectories) && customDirectories.length > 0) {
      settings.skills = customDirectories;
    } else delete settings.skills;
  }
  if (isRecord(settings.retry) && "maxDelayMs" in settings.retry) {
    const { maxDelayMs, ...retry } = settings.retry;
    const provider = isRecord(retry.provider) ? retry.provider : {};
    const limited = { ...provider, maxRetryDelayMs: provider.maxRetryDelayMs ?? maxDelayMs };
    settings.retry = typeof maxDelayMs === "number" ? { ...retry, provider: limited } : retry;
  }
  return settings;
}
