import { AiError, type Clock } from "@argent/ai";
import type { AgentRun } from "../agent-run.ts";
import type { AgentEvent } from "../event.ts";
import type { Lifecycle, RunStream } from "../lifecycle/lifecycle.ts";
import { readCommand } from "../prompt/command-name.ts";
import type { QueuedMessage } from "../queue/run-queue.ts";
import { steerAgent } from "../queue/steer-agent.ts";
import type { Turn } from "../queue/turn.ts";
import type { ArgentRuntimeOptions } from "./argent-runtime.ts";
import { performRun } from "./perform-run.ts";
import type { RunRequest, RunResult } from "./runtime.ts";
import { createTurnJournal, type FinishedMessages, type TurnJournal } from "./turn-journal.ts";

/** What the queue keeps of a request. */
export interface QueuedRun {
  readonly runId: string;
  readonly request: RunRequest;
  readonly run: AgentRun<RunResult>;
  /** The turn that it has become part of. */
  turn?: JoinedTurn;
}

/** A turn as one of its requests sees it. */
export interface JoinedTurn {
  readonly id: string;
  readonly finishedMessages: FinishedMessages;
  /** The stream of the turn, if it goes by the name of this request. */
  readonly stream?: RunStream | undefined;
  /** All requests of the turn so far. */
  readonly members: readonly QueuedRun[];
}

/** One run for all the messages of a turn; its settings are those of the last one. */
export async function executeTurn(
  turn: Turn<QueuedRun>,
  options: ArgentRuntimeOptions,
  clock: Clock,
  lifecycle: Lifecycle,
): Promise<RunResult> {
  const host = turn.metadata;
  if (host === undefined)
    throw new AiError("invalid_request", "A turn without a request cannot be run.");
  const { runId, request } = host;
  const stream = lifecycle.start(runId, request.sessionKey);
  const journal = createTurnJournal(options.sessions);
  const members: QueuedRun[] = [];
  let seq = 0;
  let isPromptWritten = false;

  function join({ metadata: member }: QueuedMessage<QueuedRun>): void {
    if (member === undefined) return;
    member.turn = {
      id: turn.id,
      finishedMessages: finishedSince(seq, journal),
      stream: member === host ? stream : undefined,
      members,
    };
    members.push(member);
  }

  function publish(event: AgentEvent): void {
    // The run's own id is the one that its owner knows, and whoever performs it may lose count.
    const told = Object.assign(event, ownIds(event, runId));
    told.seq = seq++;
    journal.note(told);
    isPromptWritten ||= told.type === "message_end" && told.message.role === "user";
    for (const { run } of members) run.publish(told);
    stream.record(told);
  }

  turn.messages.forEach(join);
  const perform = options.perform ?? performRun;
  try {
    const result = await perform(
      {
        options: { ...options, sessions: journal.sessions },
        clock,
        request: { ...request, prompt: promptOf(turn) },
        runId,
        signal: turn.signal,
        publish,
        prepare: (agent, expandPrompt) =>
          steerAgent(turn, agent, {
            read: ({ content }) =>
              expandPrompt && readCommand(content) ? expandPrompt(content) : content,
            onConsumed: join,
          }),
      },
      performRun,
    );
    if (!result.success && !isPromptWritten) turn.keepNote();
    return result;
  } finally {
    journal.release();
  }
}

/** For a request that is told the events from `since` on. Keeps nothing of the turn but its journal. */
function finishedSince(since: number, journal: TurnJournal): FinishedMessages {
  return (after, before) => journal.finishedMessages(Math.max(after, since - 1), before);
}

/** A command is one only at the beginning of a prompt: a note before it has to wait. */
function promptOf(turn: Turn<QueuedRun>): string | undefined {
  const [first, ...others] = turn.messages;
  const command = others.length === 0 && first && readCommand(first.content) && first.content;
  if (command) turn.keepNote();
  const prompt = command || turn.content;
  return prompt.trim() === "" ? undefined : prompt;
}

function ownIds({ turnId }: AgentEvent, runId: string) {
  return turnId === undefined ? { runId } : { runId, turnId: turnId.replace(/^[^:]*/, runId) };
}
