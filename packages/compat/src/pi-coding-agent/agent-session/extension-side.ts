import type { Loose } from "../../pi-ai/loose.ts";
import type { AgentSession } from "./agent-session.ts";
import {
  type CompactOptions,
  type ExtensionContext,
  type ExtensionUIContext,
  noUI,
} from "./extension-context.ts";

/** What a host gives for the use of tools (and, in Pi, of extensions). */
export interface ExtensionBindings {
  uiContext?: ExtensionUIContext | undefined;
  /** Of extensions; has no meaning here. */
  commandContextActions?: Loose;
  shutdownHandler?: (() => void) | undefined;
  /** Of extensions; has no meaning here. */
  onError?: ((error: Loose) => void) | undefined;
}

/** Where Pi has extensions: the context that tools are given, and the answer that there are none. */
export interface ExtensionSide {
  context(): ExtensionContext;
  bind(bindings: ExtensionBindings): void;
  readonly runner: {
    hasHandlers(eventType: string): boolean;
    getCommand(name: string): undefined;
    getRegisteredCommands(): never[];
    getAllRegisteredTools(): never[];
    emit(event: Loose): Promise<undefined>;
    onError(listener: (error: Loose) => void): () => void;
  };
}

export function createExtensionSide(session: AgentSession, cwd: string): ExtensionSide {
  let bound: ExtensionBindings = {};
  return {
    context: () => ({
      ui: bound.uiContext ?? noUI,
      hasUI: bound.uiContext !== undefined,
      cwd,
      sessionManager: session.sessionManager,
      modelRegistry: session.modelRegistry,
      model: session.model,
      isIdle: () => !session.isStreaming,
      signal: session.agent.signal,
      abort: () => session.agent.abort(),
      hasPendingMessages: () => session.pendingMessageCount > 0,
      shutdown: () => bound.shutdownHandler?.(),
      getContextUsage: () => session.getContextUsage(),
      compact: (options = {}) => startCompaction(session, options),
      getSystemPrompt: () => session.systemPrompt,
    }),
    bind(bindings) {
      const given = Object.entries(bindings).filter(([, value]) => value !== undefined);
      bound = { ...bound, ...Object.fromEntries(given) };
    },
    runner: {
      hasHandlers: () => false,
      getCommand: () => undefined,
      getRegisteredCommands: () => [],
      getAllRegisteredTools: () => [],
      emit: async () => undefined,
      onError: () => () => {},
    },
  };
}

/** The context for a host that goes on with a session which has just replaced another. */
export function replacedSessionContext(session: AgentSession, extensions: ExtensionSide): Loose {
  return Object.assign(extensions.context(), {
    sendMessage: session.sendCustomMessage.bind(session),
    sendUserMessage: session.sendUserMessage.bind(session),
    waitForIdle: () => session.agent.waitForIdle(),
    navigateTree: session.navigateTree.bind(session),
    reload: () => session.reload(),
  });
}

function startCompaction(session: AgentSession, options: CompactOptions): void {
  session.compact(options.customInstructions).then(
    (result) => options.onComplete?.(result),
    (cause) => options.onError?.(cause instanceof Error ? cause : new Error(String(cause))),
  );
}
