/** Channels between parts of a host. */
export interface EventBus {
  emit(channel: string, data: unknown): void;
  /** The returned function ends it. */
  on(channel: string, handler: (data: unknown) => void): () => void;
}

export interface EventBusController extends EventBus {
  /** Ends everybody's listening. */
  clear(): void;
}

/** A handler that fails, at once or later, becomes a warning of the process and keeps the event from nobody. */
export function createEventBus(): EventBusController {
  const channels = new Map<string, Set<{ call(data: unknown): unknown }>>();
  const report = (channel: string) => (cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    process.emitWarning(`A handler of the channel "${channel}" failed: ${reason}`);
  };
  return {
    emit(channel, data) {
      for (const handler of channels.get(channel) ?? []) {
        new Promise((resolve) => resolve(handler.call(data))).catch(report(channel));
      }
    },
    on(channel, handler) {
      const handlers = channels.get(channel) ?? new Set();
      channels.set(channel, handlers);
      const entry = { call: handler };
      handlers.add(entry);
      return () => {
        handlers.delete(entry);
      };
    },
    clear: () => channels.clear(),
  };
}
