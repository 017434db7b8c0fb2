import type { Run } from "@argent/agent";
import { type EventFrame, eventFrame, sentEvent } from "./event-frame.ts";
import type { RunLog } from "./run-log.ts";

/**
 * What a client has to be sent that has read a run up to the `seq` `after` (-1: nothing): each event once, in order, to
 * the end of the run or until it leaves. Of what the log does not have any more these are the messages that were finished, from the session.
 */
export async function* readRun(
  log: RunLog,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  let last = after;
  while (!signal.aborted) {
    const from = log.completeFrom;
    if (last + 1 < from) {
      for await (const frame of finishedMessages(log.run, last, from)) {
        last = frame.seq;
        yield frame.text;
      }
      // Meanwhile the log may have lost more.
      if (from !== log.completeFrom) continue;
    }
    const frame = log.next(last);
    if (frame) {
      last = frame.seq;
      yield frame.text;
    } else if (log.isOver) return;
    else await log.changed(signal);
  }
}

async function* finishedMessages(
  run: Run,
  after: number,
  before: number,
): AsyncGenerator<EventFrame, void> {
  const { runId } = run;
  try {
    for await (const { seq, message } of run.finishedMessages?.(after, before) ?? []) {
      yield eventFrame(runId, seq, { type: "message_end", message, runId, seq });
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : cause;
    const message = `What was missed of the run cannot be read from its session: ${why}`;
    yield { seq: after, text: sentEvent("warning", { type: "warning", message, runId }) };
  }
}
