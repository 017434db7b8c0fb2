import { type Model as ArgentModel, type Clock, type StreamEvent, sleep } from "@argent/ai";
import { createPartialReader } from "../adapters/partial-reader.ts";
import { toPiEvent } from "../adapters/to-pi-event.ts";
import type { AssistantMessageEventStream } from "./assistant-message-event-stream.ts";
import type { AssistantMessage } from "./types.ts";

export interface FauxPace {
  clock: Clock;
  /** Tokens; 0 plays at once. */
  tokensPerSecond: number;
  /** How many tokens a delta has, at least and at most. */
  tokenSize: { min: number; max: number };
}

/** Plays an answer on a stream as a vendor would, in deltas of a random size, until it is over or aborted. */
export async function playFauxAnswer(
  stream: AssistantMessageEventStream,
  answer: AssistantMessage,
  model: ArgentModel,
  pace: FauxPace,
  signal: AbortSignal | undefined,
): Promise<void> {
  const partials = createPartialReader(model, answer.timestamp);
  for (const event of eventsOf(answer, pace)) {
    if ("delta" in event) await pause(event.delta, pace, signal);
    if (signal?.aborted) {
      const { content } = partials.latest();
      const error: AssistantMessage = {
        ...answer,
        content,
        stopReason: "aborted",
        errorMessage: "Request was aborted",
        timestamp: pace.clock.now(),
      };
      stream.push({ type: "error", reason: "aborted", error });
      return;
    }
    stream.push(toPiEvent(event, partials));
  }
  const { stopReason } = answer;
  if (stopReason === "error" || stopReason === "aborted") {
    stream.push({ type: "error", reason: stopReason, error: answer });
  } else {
    stream.push({ type: "done", reason: stopReason, message: answer });
  }
}

function* eventsOf(answer: AssistantMessage, pace: FauxPace): Generator<StreamEvent, void> {
  const { provider, api, model, responseId } = answer;
  yield { type: "start", provider, api, model, ...(responseId && { responseId }) };
  for (const [contentIndex, block] of answer.content.entries()) {
    switch (block.type) {
      case "text":
        yield { type: "text_start", contentIndex };
        yield* deltas("text_delta", contentIndex, block.text, pace);
        yield { type: "text_end", contentIndex, content: block.text };
        break;
      case "thinking":
        yield { type: "thinking_start", contentIndex };
        yield* deltas("thinking_delta", contentIndex, block.thinking, pace);
        yield { type: "thinking_end", contentIndex, content: block.thinking };
        break;
      case "toolCall": {
        const { id, name } = block;
        yield { type: "toolcall_start", contentIndex, id, name };
        yield* deltas("toolcall_delta", contentIndex, JSON.stringify(block.arguments), pace);
        yield { type: "toolcall_end", contentIndex, toolCall: block };
      }
    }
  }
}

type DeltaType = Extract<StreamEvent, { delta: string }>["type"];

/** At least one, as in Pi, also of an empty text. */
function* deltas(
  type: DeltaType,
  contentIndex: number,
  text: string,
  { tokenSize: { min, max } }: FauxPace,
): Generator<StreamEvent, void> {
  let index = 0;
  do {
    const size = 4 * (min + Math.floor(Math.random() * (max - min + 1)));
    yield { type, contentIndex, delta: text.slice(index, index + size) };
    index += size;
  } while (index < text.length);
}

async function pause(
  delta: string,
  { clock, tokensPerSecond }: FauxPace,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (tokensPerSecond > 0)
    await sleep((Math.ceil(delta.length / 4) / tokensPerSecond) * 1_000, clock, signal);
}
