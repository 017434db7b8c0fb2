import { Agent } from "@argent/agent";
import {
  collect,
  createPartialMessage,
  createProviderRegistry,
  type Model,
  type Provider,
  type StreamEvent,
  type TurnRequest,
  textOf,
  toAiError,
} from "@argent/ai";
import { checkEvents } from "@argent/ai/testing";

/** Stands for whatever makes the text: a model in this process, a service with a protocol of its own. */
async function* generate({ messages }: TurnRequest): AsyncGenerator<string> {
  yield* `Messages so far: ${messages.length}.`.split(/(?<= )/);
}

async function* answer(request: TurnRequest): AsyncGenerator<StreamEvent> {
  const { id, api, provider } = request.model;
  const message = createPartialMessage(request.model, Date.now());
  const told = (event: StreamEvent) => {
    request.signal?.throwIfAborted();
    message.apply(event);
    return event;
  };
  try {
    yield told({ type: "start", provider, api, model: id });
    yield told({ type: "text_start", contentIndex: 0 });
    let content = "";
    for await (const delta of generate(request)) {
      content += delta;
      yield told({ type: "text_delta", contentIndex: 0, delta });
    }
    yield told({ type: "text_end", contentIndex: 0, content });
    yield told({ type: "done", reason: "stop", message: message.snapshot() });
  } catch (cause) {
    // What happens after the call is the last event, and never an exception.
    const error = toAiError(cause);
    const reason = error.code === "aborted" ? "aborted" : "error";
    const fields = { errorMessage: error.message, error: error.toMessageError() };
    yield {
      type: "error",
      reason,
      error: { ...message.snapshot(), stopReason: reason, ...fields },
    };
  }
}

const parrot: Provider = {
  id: "parrot",
  complete: (request) => collect(parrot.stream(request)),
  // Each iteration is a request of its own.
  stream: (request) => ({ [Symbol.asyncIterator]: () => answer(request) }),
};

const model: Model = {
  id: "parrot-1",
  name: "Parrot",
  api: "parrot",
  provider: "parrot",
  baseUrl: "",
  input: ["text"],
  vision: false,
  reasoning: false,
  contextWindow: 8_000,
  maxTokens: 1_000,
};

// Beside the built-in providers, by the name that models give.
const provider = createProviderRegistry({ providers: [parrot] });
const agent = new Agent({ provider, initialState: { model } });
const [, reply] = await agent.prompt("Hello!");
console.log(reply?.role === "assistant" ? textOf(reply) : "no answer");

// The contract of a stream: `start` first, balanced blocks, deltas that add up, one terminal event.
const question: TurnRequest = { model, messages: [{ role: "user", content: "Hi", timestamp: 0 }] };
console.log(checkEvents(await Array.fromAsync(provider.stream(question))).type);
const aborted = { ...question, signal: AbortSignal.abort() };
console.log(checkEvents(await Array.fromAsync(provider.stream(aborted))).reason);
