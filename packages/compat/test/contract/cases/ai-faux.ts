import type { AssistantMessageEvent, Context, StreamOptions } from "../../../src/pi-ai/index.ts";
import { outcome } from "../agent-kit.ts";
import type { ContractCases, PiModules } from "../contract.ts";

const context = (text = "hi"): Context => ({
  systemPrompt: "Be brief.",
  messages: [{ role: "user", content: text, timestamp: 1 }],
});

function setUp(pi: PiModules) {
  return pi.ai.registerFauxProvider({ api: "scripted", tokenSize: { min: 1_000, max: 1_000 } });
}

async function read(stream: AsyncIterable<AssistantMessageEvent>) {
  const seen: AssistantMessageEvent[] = [];
  for await (const event of stream) seen.push(event);
  return seen.map((event) => ("partial" in event ? { ...event, partial: undefined } : event));
}

export const aiFaux: ContractCases = {
  async "the events of an answer"(pi) {
    const faux = setUp(pi);
    const { fauxText, fauxThinking, fauxToolCall } = pi.ai;
    faux.setResponses([
      pi.ai.fauxAssistantMessage(
        [fauxThinking("hm"), fauxText("Hello"), fauxToolCall("t", { a: [1] }, { id: "1" })],
        { stopReason: "toolUse", responseId: "r" },
      ),
    ]);
    const events = await read(pi.ai.stream(faux.getModel(), context()));
    return events.map((event) => {
      if (event.type !== "toolcall_start") return event;
      return { type: event.type, contentIndex: event.contentIndex };
    });
  },

  async "an answer that was asked for as a whole"(pi) {
    const faux = setUp(pi);
    faux.setResponses([pi.ai.fauxAssistantMessage("Hello"), pi.ai.fauxAssistantMessage("again")]);
    return [
      await pi.ai.complete(faux.getModel(), context()),
      await pi.ai.completeSimple(faux.getModel(), context()),
      faux.state.callCount,
      faux.getPendingResponseCount(),
    ];
  },

  async "what is left of a script"(pi) {
    const faux = setUp(pi);
    faux.appendResponses([pi.ai.fauxAssistantMessage("one")]);
    const first = await pi.ai.complete(faux.getModel(), context());
    const last = await read(pi.ai.stream(faux.getModel(), context()));
    return [first.content, last];
  },

  async "a response made from the request"(pi) {
    const faux = pi.ai.registerFauxProvider({
      api: "scripted",
      provider: "mine",
      models: [
        { id: "a", reasoning: true },
        { id: "b", cost: { input: 1, output: 2, cacheRead: 0, cacheWrite: 0 } },
      ],
    });
    const options: StreamOptions = { temperature: 0.5 };
    faux.setResponses([
      (asked, given, state, model) =>
        pi.ai.fauxAssistantMessage(
          `${asked.messages.length} ${given?.temperature} ${state.callCount} ${model.id}`,
        ),
      () => Promise.reject(new Error("the script broke")),
    ]);
    const [model] = [faux.getModel("b")];
    if (model === undefined) return "no model";
    const { errorMessage, stopReason } = await (async () => {
      await pi.ai.complete(model, context(), { ...options });
      return pi.ai.complete(model, context());
    })();
    return [faux.models, faux.getModel("c") ?? "undefined", stopReason, errorMessage];
  },

  async "tokens, and what a session finds in the cache"(pi) {
    const faux = setUp(pi);
    const ask = async (text: string, options: StreamOptions = {}) => {
      faux.setResponses([pi.ai.fauxAssistantMessage("An answer of some length.")]);
      return (await pi.ai.complete(faux.getModel(), context(text), { ...options })).usage;
    };
    const long = "a long question that stays the same ".repeat(5);
    return [
      await ask(long),
      await ask(long, { sessionId: "s" }),
      await ask(`${long} and goes on`, { sessionId: "s" }),
      await ask(long, { sessionId: "s", cacheRetention: "none" }),
      await ask("another", { sessionId: "t" }),
    ];
  },

  async "an abort before and during an answer"(pi) {
    const faux = pi.ai.registerFauxProvider({ api: "scripted", tokensPerSecond: 1_000 });
    const seen: unknown[] = [];
    faux.setResponses([
      pi.ai.fauxAssistantMessage("never"),
      pi.ai.fauxAssistantMessage("one two three"),
    ]);
    const early = await read(
      pi.ai.stream(faux.getModel(), context(), { signal: AbortSignal.abort() }),
    );
    seen.push(early.map(({ type }) => type));
    const abort = new AbortController();
    for await (const event of pi.ai.stream(faux.getModel(), context(), { signal: abort.signal })) {
      seen.push(event.type);
      if (event.type === "text_start") abort.abort();
      if (event.type === "error")
        seen.push(event.reason, event.error.errorMessage, event.error.content);
    }
    return seen;
  },

  async "partial, for a reader who comes late"(pi) {
    const faux = pi.ai.registerFauxProvider({ api: "scripted", tokenSize: { min: 1, max: 1 } });
    faux.setResponses([pi.ai.fauxAssistantMessage("one two")]);
    const stream = pi.ai.stream(faux.getModel(), context());
    await stream.result();
    const texts: unknown[] = [];
    for await (const event of stream) {
      if (event.type === "text_delta") texts.push(event.partial.content[0]);
    }
    return texts;
  },

  async "onResponse and a failing one"(pi) {
    const faux = setUp(pi);
    const seen: unknown[] = [];
    faux.setResponses([pi.ai.fauxAssistantMessage("one"), pi.ai.fauxAssistantMessage("two")]);
    await pi.ai.complete(faux.getModel(), context(), {
      onResponse: (response, model) => {
        seen.push(response, model.id);
      },
    });
    const failing = pi.ai.complete(faux.getModel(), context(), {
      onResponse: () => {
        throw new Error("the hook broke");
      },
    });
    seen.push(await outcome(failing.then(({ errorMessage }) => errorMessage)));
    return seen;
  },
};
