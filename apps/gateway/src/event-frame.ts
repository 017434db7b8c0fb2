import type { AgentEvent } from "@argent/agent";

/** An event as server-sent text, with its place in its run. */
export interface EventFrame {
  readonly seq: number;
  readonly text: string;
}

/** An event as it is sent; one that is no JSON is told by a warning in its place. */
export function eventFrame(runId: string, seq: number, event: AgentEvent): EventFrame {
  return { seq, text: `id: ${runId}:${seq}\n${sentEvent(event.type, event)}` };
}

/** Server-sent text without an id: whoever comes back is not told it again. */
export function sentEvent(type: string, data: unknown): string {
  try {
    return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : cause;
    return sentEvent("warning", { type: "warning", message: `A ${type} is left out: ${why}` });
  }
}

/** The `seq` that a client has read last of a run; -1 when its `Last-Event-ID` says nothing of this run. */
export function lastSeq(runId: string, lastEventId: unknown): number {
  const [, id, seq] = /^(.+):(\d+)$/.exec(String(lastEventId ?? "")) ?? [];
  return id === runId ? Number(seq) : -1;
}
