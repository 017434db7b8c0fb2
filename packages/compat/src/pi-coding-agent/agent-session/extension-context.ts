import type { Loose } from "../../pi-ai/loose.ts";
import type { Model } from "../../pi-ai/types.ts";
import type { CompactionResult } from "../compaction/compact.ts";
import type { ModelRegistry } from "../models/model-registry.ts";
import type { SessionManager } from "../session/session-manager.ts";

/** How full the context is. */
export interface ContextUsage {
  /** `null` right after a compaction, until an answer was counted. */
  tokens: number | null;
  contextWindow: number;
  percent: number | null;
}

export interface CompactOptions {
  customInstructions?: string | undefined;
  onComplete?: ((result: CompactionResult) => void) | undefined;
  onError?: ((error: Error) => void) | undefined;
}

export type ReadonlySessionManager = Pick<
  SessionManager,
  | "getCwd"
  | "getSessionDir"
  | "getSessionId"
  | "getSessionFile"
  | "getLeafId"
  | "getLeafEntry"
  | "getEntry"
  | "getLabel"
  | "getBranch"
  | "getHeader"
  | "getEntries"
  | "getTree"
  | "getSessionName"
>;

/** What a tool of a host sees of the session that calls it. */
export interface ExtensionContext {
  /** Answers every question with nothing, unless the host gave its own with `bindExtensions`. */
  ui: ExtensionUIContext;
  /** Whether the host gave its own. */
  hasUI: boolean;
  cwd: string;
  sessionManager: ReadonlySessionManager;
  modelRegistry: ModelRegistry;
  model: Model<Loose> | undefined;
  isIdle(): boolean;
  /** Of the run under way. */
  signal: AbortSignal | undefined;
  abort(): void;
  hasPendingMessages(): boolean;
  /** What the host gave for it with `bindExtensions`. */
  shutdown(): void;
  getContextUsage(): ContextUsage | undefined;
  /** Starts a compaction; what comes of it is told to the callbacks. */
  compact(options?: CompactOptions): void;
  getSystemPrompt(): string;
}

/** The part of Pi's interface for questions that has a meaning without a terminal; the rest of it is the host's. */
export interface ExtensionUIContext {
  select(title: string, options: string[], more?: Loose): Promise<string | undefined>;
  confirm(title: string, message: string, more?: Loose): Promise<boolean>;
  input(title: string, placeholder?: string, more?: Loose): Promise<string | undefined>;
  editor(title: string, prefill?: string): Promise<string | undefined>;
  notify(message: string, type?: "info" | "warning" | "error"): void;
  setStatus(key: string, text: string | undefined): void;
  setTitle(title: string): void;
  [member: string]: Loose;
}

/** Nobody is there to answer. */
export const noUI: ExtensionUIContext = {
  select: async () => undefined,
  confirm: async () => false,
  input: async () => undefined,
  editor: async () => undefined,
  notify() {},
  setStatus() {},
  setTitle() {},
  setWorkingMessage() {},
  setWidget() {},
};
