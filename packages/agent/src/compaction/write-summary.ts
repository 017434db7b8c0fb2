import { addUsage, emptyUsage, type Message, type Usage } from "@argent/ai";
import { estimateTextTokens, excerpt } from "./estimate-tokens.ts";
import { serializeConversation } from "./serialize-conversation.ts";
import { type SummaryAnswer, type SummaryRequest, summarise } from "./summarise.ts";
import { type SummaryPrompt, summaryPrompt, summarySystemPrompt } from "./summary-prompt.ts";

export interface SummaryDraft
  extends Omit<SummaryRequest, "prompt" | "maxTokens">,
    Omit<SummaryPrompt, "conversation" | "words"> {
  messages: readonly Message[];
  /** What the model may write, in estimated tokens. */
  tokens: number;
  /** Tokens of the model's window. */
  window: number;
  /** Real tokens of an estimated one. */
  scale: number;
  /** Whether a summary is short enough. */
  fits(text: string): boolean;
}

export type WrittenSummary =
  | { type: "summary"; text: string; usage: Usage }
  | { type: "failed"; isAborted: boolean; message: string; usage: Usage };

/**
 * Has a summary written that is short enough. What was too long is asked for once more, shorter; when even the request
 * was, it is made once more with half of the conversation.
 */
export async function writeSummary(draft: SummaryDraft): Promise<WrittenSummary> {
  let words = Math.max(40, Math.floor(draft.tokens * wordsPerToken));
  let share = 1;
  let usage = emptyUsage();
  for (let attempt = 1; ; attempt++) {
    const answer = await summarise(requestOf(draft, words, share));
    usage = addUsage(usage, answer.usage);
    const change = changeAfter(answer, draft);
    if (answer.type === "summary" && !change) return { ...answer, usage };
    if (!change || attempt === 2) return failure(answer, usage);
    if (change === "shorter") words = Math.ceil(words / 2);
    else share = 0.5;
  }
}

const wordsPerToken = 0.6;

function requestOf(draft: SummaryDraft, words: number, share: number): SummaryRequest {
  const { config, signal, emit, kind, instructions, window } = draft;
  const maxTokens = Math.max(1, Math.min(config.model.maxTokens || window, Math.floor(window / 4)));
  // A twentieth stays free, since all of this is estimated.
  const room = (window * 0.95 - maxTokens) / Math.max(1, draft.scale);
  const previous = draft.previous && excerpt(draft.previous, room / 3, () => "\n[...]\n");
  const prompt = { previous, words, instructions, kind };
  const frame = estimateTextTokens(
    summarySystemPrompt + summaryPrompt({ ...prompt, conversation: "" }),
  );
  const conversation = serializeConversation(draft.messages, Math.max(0, room - frame) * share);
  return {
    config,
    prompt: summaryPrompt({ ...prompt, conversation }),
    maxTokens,
    signal,
    emit,
  };
}

/** What another attempt has to do differently; `undefined` when none is needed, or none would help. */
function changeAfter(answer: SummaryAnswer, draft: SummaryDraft): "shorter" | "less" | undefined {
  if (answer.type === "summary") return draft.fits(answer.text) ? undefined : "shorter";
  if (answer.reason === "cut") return "shorter";
  return answer.error?.kind === "context_overflow" ? "less" : undefined;
}

function failure(answer: SummaryAnswer, usage: Usage): WrittenSummary {
  if (answer.type === "failed") {
    return {
      type: "failed",
      isAborted: answer.reason === "aborted",
      message: answer.message,
      usage,
    };
  }
  const message = "The model wrote a summary that is too long, twice.";
  return { type: "failed", isAborted: false, message, usage };
}
