import { type ToolCall, type ToolResultMessage, toolCallsOf, type UserMessage } from "@argent/ai";
import { textOfMessage } from "../../compaction/entry-text.ts";
import type { RunStopReason } from "../../event.ts";
import type { AgentMessage } from "../../message.ts";
import { summarizeRun } from "../../runtime/run-result.ts";
import type { Episode, EpisodeCall } from "../episode.ts";
import { citedLessons, liveLessons } from "./lessons-message.ts";

/** A run that has ended, as far as its episodes need it. */
export interface EndedRun extends Pick<Episode, "id" | "at" | "sessionId" | "scope"> {
  /** The new messages of the run. */
  messages: readonly AgentMessage[];
  stopReason: RunStopReason;
  systemPrompt: string;
  /** The lessons that were chosen and left out before each message of the user. */
  withheld: ReadonlyMap<AgentMessage, readonly string[]>;
}

/**
 * What happened in a run: one episode from what the user said to what the user said next, since that may be a word on it.
 * None for a run in which the user said nothing: it goes on with an earlier one.
 */
export function episodesOf(run: EndedRun): Episode[] {
  const parts = partsOf(run.messages);
  return parts.map((messages, index) => {
    const requests = messages.filter(isUserMessage);
    const isLast = index === parts.length - 1;
    const shown = liveLessons(messages);
    const withheld = requests.flatMap((request) => run.withheld.get(request) ?? []);
    const { cost, tokensUsed } = summarizeRun(messages, run.stopReason);
    return {
      id: index === 0 ? run.id : `${run.id}:${index + 1}`,
      at: run.at,
      sessionId: run.sessionId,
      scope: run.scope,
      prompt: requests.map((request) => textOfMessage(request).trim()).join("\n\n"),
      calls: callsOf(messages),
      stopReason: isLast ? run.stopReason : (endOf(messages) ?? "steered"),
      shown,
      withheld: [...new Set(withheld)].filter((id) => !shown.includes(id)),
      cited: citedLessons(messages, shown),
      cost,
      tokens: tokensUsed.total,
      documents: run.systemPrompt === "" ? [] : [run.systemPrompt],
    };
  });
}

/**
 * A part begins with what the user said, and with the lessons for it. What was said at once, before there was an answer,
 * belongs together.
 */
function partsOf(messages: readonly AgentMessage[]): AgentMessage[][] {
  const parts: AgentMessage[][] = [];
  let part: AgentMessage[] | undefined;
  let isAnswered = true;
  let leading: AgentMessage[] = [];
  for (const message of messages) {
    if (message.role === "custom") {
      leading.push(message);
      continue;
    }
    if (message.role === "user" && (part === undefined || isAnswered)) {
      part = [];
      parts.push(part);
      isAnswered = false;
    }
    if (message.role === "assistant") isAnswered = true;
    // Lessons whose message could not be written were never asked with.
    if (message.role === "user") part?.push(...leading);
    part?.push(message);
    leading = [];
  }
  return parts;
}

/** How the answer before the user's next word ended; `undefined` when that word came in between. */
function endOf(messages: readonly AgentMessage[]): string | undefined {
  const answer = messages.findLast(({ role }) => role === "assistant");
  if (answer?.role !== "assistant" || answer.stopReason === "toolUse") return undefined;
  return answer.stopReason;
}

function isUserMessage(message: AgentMessage): message is UserMessage {
  return message.role === "user";
}

/** In the order of the calls. A call without a result was never made. */
function callsOf(messages: readonly AgentMessage[]): EpisodeCall[] {
  const made: { call: ToolCall; result?: ToolResultMessage }[] = [];
  /** The latest call of an id; some vendors use an id again in a later answer. */
  const latest = new Map<string, (typeof made)[number]>();
  for (const message of messages) {
    if (message.role === "assistant") {
      for (const call of toolCallsOf(message)) {
        const entry = { call };
        made.push(entry);
        latest.set(call.id, entry);
      }
    } else if (message.role === "toolResult") {
      const entry = latest.get(message.toolCallId);
      if (entry) entry.result = message;
    }
  }
  return made.flatMap(({ call, result }) => (result ? episodeCall(call, result) : []));
}

function episodeCall(call: ToolCall, result: ToolResultMessage): EpisodeCall {
  return {
    name: call.name,
    arguments: call.arguments,
    isError: result.isError,
    exitCode: exitCodeOf(result.details),
    output: textOfMessage(result),
  };
}

/** Tools that run a command report how it ended in their details; a command that was stopped has no code. */
function exitCodeOf(details: unknown): number | undefined {
  if (typeof details !== "object" || details === null || !("exitCode" in details)) return undefined;
  return typeof details.exitCode === "number" ? details.exitCode : undefined;
}
