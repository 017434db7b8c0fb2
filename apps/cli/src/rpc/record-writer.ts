import type { Writable } from "node:stream";
import type { OutputRecord } from "./output-record.ts";

/**
 * Writes records as JSON lines. While the reader is slow, pieces of the same text are joined, so that what waits is not
 * more than what there is to say.
 */
export interface RecordWriter {
  write(record: OutputRecord): void;
  /** Resolves when the reader has caught up. */
  hasRoom(): Promise<void> | undefined;
  /** Resolves when everything is written, or nothing can be any more. */
  flush(): Promise<void>;
}

export function createRecordWriter(stream: Writable): RecordWriter {
  let waiting: OutputRecord[] = [];
  let room: PromiseWithResolvers<void> | undefined;
  let isGone = false;

  const leave = () => {
    isGone = true;
    waiting = [];
    room?.resolve();
  };
  stream.on("close", leave);
  stream.on("error", leave);

  function send(record: OutputRecord): void {
    if (stream.write(lineOf(record))) return;
    room = Promise.withResolvers();
    stream.once("drain", () => {
      const records = waiting;
      const waited = room;
      waiting = [];
      room = undefined;
      for (const one of records) write(one);
      waited?.resolve();
    });
  }

  function write(record: OutputRecord): void {
    if (isGone) return;
    if (room === undefined) {
      send(record);
      return;
    }
    const last = waiting.at(-1);
    const joined = last && joinedRecord(last, record);
    if (joined) waiting[waiting.length - 1] = joined;
    else waiting.push(record);
  }

  return {
    write,
    hasRoom: () => room?.promise,
    async flush() {
      while (room !== undefined && !isGone) await room.promise;
      if (!isGone) await new Promise<void>((resolve) => stream.write("", () => resolve()));
    },
  };
}

function lineOf(record: OutputRecord): string {
  try {
    return `${JSON.stringify(record)}\n`;
  } catch (cause) {
    // A tool's details may hold what JSON cannot; the reader has to know that something happened all the same.
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `A record of type "${record.type}" could not be written as JSON: ${reason}`;
    return `${JSON.stringify({ type: "warning", message })}\n`;
  }
}

/** One record for two neighbours that say pieces of one thing. */
function joinedRecord(first: OutputRecord, second: OutputRecord): OutputRecord | undefined {
  if (first.type === "bash_execution_update" && second.type === "bash_execution_update") {
    return first.id === second.id ? { ...second, delta: first.delta + second.delta } : undefined;
  }
  if (first.type === "tool_execution_update" && second.type === "tool_execution_update") {
    // Each says all that the tool has said so far.
    return first.toolCallId === second.toolCallId ? second : undefined;
  }
  if (first.type !== "message_update" || second.type !== "message_update") return undefined;
  const [before, after] = [first.assistantMessageEvent, second.assistantMessageEvent];
  if (!("delta" in before && "delta" in after)) return undefined;
  if (before.type !== after.type || before.contentIndex !== after.contentIndex) return undefined;
  return { ...second, assistantMessageEvent: { ...after, delta: before.delta + after.delta } };
}
