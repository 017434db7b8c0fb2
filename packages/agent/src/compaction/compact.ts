import { type Tool, toAiError, type Usage } from "@argent/ai";
import { convertToLlm } from "../convert-to-llm.ts";
import type { AgentEventBody, CompactionReason, EmitEvent } from "../event.ts";
import type { AgentLoopConfig } from "../loop/config.ts";
import type { AgentMessage } from "../message.ts";
import { besideOthers } from "../session/beside-others.ts";
import { assertWritable } from "./assert-writable.ts";
import type { CompactionSession } from "./compaction-session.ts";
import type { CompactionSettings } from "./compaction-settings.ts";
import { type ContextItem, tokensOf } from "./context-items.ts";
import { estimateMessageTokens } from "./estimate-tokens.ts";
import { type CompactionPlan, type CompactionStep, planCompaction } from "./plan-compaction.ts";
import { refusal } from "./refusal.ts";
import type { SummaryConfig } from "./summarise.ts";
import { type CompactionSurvey, surveySession } from "./survey-session.ts";
import { writeSummary } from "./write-summary.ts";

/** Which session, and which model writes the summary. */
export interface CompactRequest extends SummaryConfig, Pick<AgentLoopConfig, "convertToLlm"> {
  session: CompactionSession;
  /** Default: those that `CompactionSettings` names. */
  settings?: CompactionSettings | undefined;
  /** What goes with every request; both count. */
  systemPrompt?: string | undefined;
  /** Default: none. */
  tools?: readonly Tool[] | undefined;
  reason: CompactionReason;
  /** What the summary should look at. */
  instructions?: string | undefined;
  /** Stops it; the outcome is then `stopped` for the reason `aborted`. */
  signal?: AbortSignal | undefined;
  /** Told of the beginning, the end, retries and warnings. */
  emit?: EmitEvent | undefined;
}

/** Tokens are those of the whole context; after the compaction they are estimated. */
export type CompactionOutcome =
  | {
      type: "compacted";
      steps: CompactionStep[];
      /** Empty when shortening what is there was enough. */
      summary: string;
      /** The oldest entry that is still shown; the compaction's own id when none is. */
      firstKeptEntryId: string;
      tokensBefore: number;
      tokensAfter: number;
      /** What the requests for the summary cost; absent when none was asked for. */
      usage?: Usage | undefined;
      /** The new transcript. */
      messages: AgentMessage[];
    }
  | {
      type: "stopped";
      reason: CompactionStopReason;
      message: string;
      tokensBefore: number;
      /** What summaries cost that were not good enough. */
      usage?: Usage | undefined;
    };

/** Why nothing was compacted; what the session holds is then as it was. */
export type CompactionStopReason =
  | "nothing_to_compact"
  /** Nothing came since the last compaction. */
  | "no_new_work"
  /** The context filled up twice although little came. */
  | "refilled"
  | "summary_failed"
  | "aborted"
  /** What must stay (system prompt, tools, pinned text, ledger) leaves no room for a conversation. */
  | "window_too_small"
  /** Somebody went to another branch while the summary was written. */
  | "branch_changed";

/**
 * Makes the context of a session smaller. It ends below its target, or it changes nothing and says why. Entries are
 * never changed: edits and the summary are appended.
 *
 * @throws SessionError when the session cannot be written.
 */
export async function compact(request: CompactRequest): Promise<CompactionOutcome> {
  const { reason, emit } = request;
  await emit?.({ type: "compaction_start", reason });
  try {
    const outcome = await perform(request);
    await emit?.(endEvent(reason, outcome));
    return outcome;
  } catch (cause) {
    const { message } = toAiError(cause);
    await emit?.({ type: "compaction_end", reason, aborted: false, errorMessage: message });
    throw cause;
  }
}

async function perform(request: CompactRequest): Promise<CompactionOutcome> {
  assertWritable(request.session, "it cannot be compacted");
  const survey = await surveySession(request);
  if (request.signal?.aborted) return stopped(survey, "aborted");
  const refused = refusal(survey.path, survey.limits, request.reason);
  if (refused) return stopped(survey, refused);
  const plan = planCompaction(survey.planInput);
  switch (plan.type) {
    case "stop":
      return stopped(survey, plan.reason);
    case "edit":
      return shorten(request, survey, plan);
    case "summarise":
      return replaceBySummary(request, survey, plan);
  }
}

async function shorten(
  { session, emit }: CompactRequest,
  survey: CompactionSurvey,
  { steps, items }: Extract<CompactionPlan, { type: "edit" }>,
): Promise<CompactionOutcome> {
  await Promise.all(appendEdits(session, items, goingOn(emit)));
  const shown = items.find(({ message }) => message.role !== "compactionSummary");
  return compacted(session, survey, {
    steps,
    summary: "",
    firstKeptEntryId: shown?.entry.id ?? "",
    tokens: tokensOf(items),
  });
}

async function replaceBySummary(
  request: CompactRequest,
  survey: CompactionSurvey,
  { steps, cut, kept, summaryTokens }: Extract<CompactionPlan, { type: "summarise" }>,
): Promise<CompactionOutcome> {
  const { session } = request;
  const { frame, items, measure } = survey;
  const most = Math.min(survey.planInput.room, tokensOf(items) - 1) - tokensOf(kept);
  const summaryOf = (narrative: string) => frame.render(narrative, cut);
  const span = items.slice(survey.previous ? 1 : 0, cut).map(({ message }) => message);
  const written = await writeSummary({
    config: request,
    kind: "compaction",
    messages: await (request.convertToLlm ?? convertToLlm)(span),
    previous: survey.previousNarrative,
    instructions: request.instructions,
    tokens: summaryTokens,
    window: survey.window,
    scale: measure.scale,
    fits: (narrative) => messageTokens(summaryOf(narrative)) <= most,
    signal: request.signal,
    emit: request.emit,
  });
  const { usage } = written;
  if (written.type === "failed") {
    return stopped(
      survey,
      written.isAborted ? "aborted" : "summary_failed",
      written.message,
      usage,
    );
  }
  const leaf = survey.path.at(-1);
  if (!session.getBranch().some((entry) => entry.id === leaf?.id)) {
    return stopped(survey, "branch_changed", undefined, usage);
  }
  const summary = summaryOf(written.text);
  const firstKept = items[cut]?.entry.id;
  const details = survey.detailsFor(written.text.length, cut);
  const append = goingOn(request.emit);
  // The compaction first: only while nothing is on its way can it say what is in force.
  const [compactionId] = await Promise.all([
    append(() =>
      session.appendCompaction(summary, firstKept, survey.tokens, details, undefined, usage),
    ),
    ...appendEdits(session, kept, append),
  ]);
  const tokens = messageTokens(summary) + tokensOf(kept);
  const firstKeptEntryId = firstKept ?? compactionId;
  return compacted(session, survey, { steps, summary, firstKeptEntryId, tokens, usage });
}

function appendEdits(
  session: CompactionSession,
  items: readonly ContextItem[],
  append: ReturnType<typeof besideOthers>,
): Promise<string>[] {
  return items.flatMap(({ entry, message, isEdited }) => {
    if (!isEdited || (message.role !== "toolResult" && message.role !== "assistant")) return [];
    const { content } = message;
    return [append(() => session.appendContextEdit(entry.id, { content }))];
  });
}

/** What others append meanwhile is no reason to throw a paid summary away. */
function goingOn(emit: EmitEvent | undefined) {
  const message =
    "Somebody else appended to the session while it was compacted. It goes on in a branch of its own.";
  return besideOthers((cause) => void emit?.({ type: "warning", message, cause }));
}

function compacted(
  session: CompactionSession,
  { measure, tokens: tokensBefore }: CompactionSurvey,
  result: {
    steps: CompactionStep[];
    summary: string;
    firstKeptEntryId: string;
    /** Estimated tokens of the transcript. */
    tokens: number;
    usage?: Usage;
  },
): CompactionOutcome {
  const { tokens, ...rest } = result;
  const tokensAfter = Math.ceil(measure.fixed + measure.scale * tokens);
  const { messages } = session.buildSessionContext();
  return { type: "compacted", ...rest, tokensBefore, tokensAfter, messages };
}

function stopped(
  { tokens }: CompactionSurvey,
  reason: CompactionStopReason,
  message: string = stopMessages[reason],
  usage?: Usage,
): CompactionOutcome {
  return { type: "stopped", reason, message, tokensBefore: tokens, ...(usage && { usage }) };
}

const stopMessages: Readonly<Record<CompactionStopReason, string>> = {
  nothing_to_compact: "There is nothing to compact: a summary would not be shorter.",
  no_new_work: "Nothing came since the last compaction, so there is nothing to compact.",
  refilled:
    "The context fills up again after every compaction although little is added. Use a model with a larger window, fewer tools or a shorter system prompt, or start a new session.",
  summary_failed: "No summary could be written.",
  aborted: "The compaction was aborted; nothing was changed.",
  window_too_small:
    "The window is too small: system prompt, tools, pinned text and file ledger leave no room for a conversation. Use a model with a larger window, or give it less of those.",
  branch_changed:
    "The session went to another branch while the summary was written; nothing was changed.",
};

function endEvent(reason: CompactionReason, outcome: CompactionOutcome): AgentEventBody {
  if (outcome.type === "compacted") {
    const { type: _, messages: __, ...result } = outcome;
    return { type: "compaction_end", reason, aborted: false, result };
  }
  const aborted = outcome.reason === "aborted";
  return { type: "compaction_end", reason, aborted, errorMessage: outcome.message };
}

function messageTokens(summary: string): number {
  return estimateMessageTokens({
    role: "compactionSummary",
    summary,
    tokensBefore: 0,
    timestamp: 0,
  });
}
