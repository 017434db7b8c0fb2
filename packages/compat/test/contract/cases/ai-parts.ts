import { outcome, thrown } from "../agent-kit.ts";
import type { ContractCases } from "../contract.ts";

const schema = {
  type: "object",
  properties: {
    n: { type: "number" },
    whole: { type: "integer" },
    flag: { type: "boolean" },
    text: { type: "string" },
    maybe: { anyOf: [{ type: "number" }, { type: "null" }] },
    list: { type: "array", items: { type: "number" } },
    inner: { type: "object", properties: { n: { type: "number" } } },
    word: { type: "string", enum: ["a", "b"] },
  },
  required: ["n"],
};
const tool = { name: "t", description: "T", parameters: schema };
const call = (given: Record<string, unknown>) => ({
  type: "toolCall" as const,
  id: "1",
  name: "t",
  arguments: given,
});

type Event = { type: "delta" | "end"; text: string };

export const aiParts: ContractCases = {
  "arguments that fit or can be put right": (pi) =>
    [
      { n: 1 },
      { n: "2.5" },
      { n: true },
      { n: 1, whole: "3" },
      { n: 1, flag: "true" },
      { n: 1, flag: 0 },
      { n: 1, text: 5 },
      { n: 1, text: false },
      { n: 1, maybe: "7" },
      { n: 1, list: ["1", 2] },
      { n: 1, inner: { n: "4" } },
      { n: 1, extra: "kept" },
    ].map((given) => {
      const copy = structuredClone(given);
      return [pi.ai.validateToolArguments(tool, call(given)), given, copy];
    }),

  "null where null is allowed": (pi) =>
    pi.ai.validateToolArguments(tool, call({ n: 1, maybe: null })),

  "arguments that do not fit": (pi) =>
    [{}, { n: "three" }, { n: 1, whole: 1.5 }, { n: 1, word: "c" }, { n: 1, flag: "yes" }].map(
      (given) => {
        const lines = thrown(() => pi.ai.validateToolArguments(tool, call(given))).split("\n");
        const path = lines[1]?.split(":")[0];
        return [lines[0], path, lines.slice(2).join("\n")];
      },
    ),

  "the words for what does not fit": (pi) =>
    [{}, { n: "three" }].map(
      (given) => thrown(() => pi.ai.validateToolArguments(tool, call(given))).split("\n")[1],
    ),

  "an optional argument that is null": (pi) =>
    pi.ai.validateToolArguments(tool, call({ n: 1, text: null })),

  "one item where a list is wanted": (pi) =>
    thrown(() => pi.ai.validateToolArguments(tool, call({ n: 1, list: 3 }))).split("\n")[0],

  "values that only TypeBox's own conversion makes fit": (pi) => {
    const { Type } = pi.ai;
    const parameters = Type.Object({
      whole: Type.Optional(Type.Integer()),
      size: Type.Optional(Type.Number()),
    });
    const typed = { ...tool, parameters };
    return [{ whole: 5.5 }, { size: "" }].map((given) => {
      try {
        return pi.ai.validateToolArguments(typed, call(given));
      } catch {
        return "refused";
      }
    });
  },

  "arguments for a tool that is not there": (pi) => [
    thrown(() => pi.ai.validateToolCall([], call({}))),
    pi.ai.validateToolCall([tool], call({ n: "1" })),
  ],

  "a schema written with Type and StringEnum": (pi) => {
    const { Type, StringEnum } = pi.ai;
    const parameters = Type.Object({
      how: StringEnum(["fast", "slow"], { description: "How.", default: "fast" }),
      many: Type.Optional(Type.Number()),
    });
    const typed = { ...tool, parameters };
    return [
      parameters,
      pi.ai.validateToolArguments(typed, call({ how: "fast", many: "2" })),
      thrown(() => pi.ai.validateToolArguments(typed, call({ how: "later" }))).split("\n")[0],
    ];
  },

  async "a stream of events"(pi) {
    const stream = new pi.ai.EventStream<Event, string>(
      (event) => event.type === "end",
      (event) => event.text,
    );
    stream.push({ type: "delta", text: "a" });
    stream.push({ type: "end", text: "all" });
    stream.push({ type: "delta", text: "too late" });
    const seen: string[] = [];
    for await (const event of stream) seen.push(event.text);
    for await (const event of stream) seen.push(`again ${event.text}`);
    return [seen, await stream.result()];
  },

  async "two readers of one stream"(pi) {
    const stream = new pi.ai.EventStream<Event, string>(
      (event) => event.type === "end",
      (event) => event.text,
    );
    const read = async () => {
      const seen: string[] = [];
      for await (const event of stream) seen.push(event.text);
      return seen;
    };
    const readers = [read(), read()];
    for (const text of ["a", "b"]) stream.push({ type: "delta", text });
    stream.push({ type: "end", text: "c" });
    stream.end();
    return (await Promise.all(readers)).flat().sort();
  },

  async "a stream that ends with an outcome, and one that ends without"(pi) {
    const create = () =>
      new pi.ai.EventStream<Event, string>(
        (event) => event.type === "end",
        (event) => event.text,
      );
    const given = create();
    given.end("given");
    const none = create();
    none.end();
    return [await outcome(given.result()), (await outcome(none.result())).split(":")[0]];
  },

  "what is an overflow of the context": (pi) => {
    const usage = { input: 90, output: 0, cacheRead: 20, cacheWrite: 0, totalTokens: 110 };
    const answer = (more: object) => ({ ...pi.ai.fauxAssistantMessage(""), ...more });
    const failed = (errorMessage: string) => answer({ stopReason: "error", errorMessage });
    const texts = [
      "prompt is too long: 213462 tokens > 200000 maximum",
      "413 request_too_large",
      "Your input exceeds the context window of this model",
      "The input token count (1196265) exceeds the maximum number of tokens allowed (1048575)",
      "This model's maximum prompt length is 131072 but the request contains 537812 tokens",
      "Please reduce the length of the messages or completion",
      "This endpoint's maximum context length is 4096 tokens",
      "prompt token count of 5 exceeds the limit of 4",
      "the request exceeds the available context size, try increasing it",
      "greater than the context length",
      "invalid params, context window exceeds limit",
      "Your request exceeded model token limit: 5 (requested: 6)",
      "too large for model with 4 maximum context length",
      "context_length_exceeded",
      "prompt too long; exceeded max context length by 5 tokens",
      "429 rate limit: too many tokens per minute",
      "Throttling error: Too many tokens, please wait",
      "invalid x-api-key",
    ];
    const { isContextOverflow } = pi.ai;
    return [
      texts.map((text) => isContextOverflow(failed(text))),
      isContextOverflow(answer({ usage }), 100),
      isContextOverflow(answer({ usage }), 200),
      isContextOverflow(answer({ usage, stopReason: "length" }), 110),
      isContextOverflow(answer({ usage, stopReason: "length" })),
      pi.ai.getOverflowPatterns().every((pattern) => pattern instanceof RegExp),
    ];
  },

  "JSON that is broken or still arriving": (pi) => {
    const { repairJson, parseStreamingJson } = pi.ai;
    const broken = ['{"a":"x\ny"}', '{"p":"C:\\dir"}', '{"a":"\\u00e9"}', '{"a":1}', ""];
    const arriving = [
      undefined,
      "",
      " ",
      '{"a":"hel',
      '{"a":[1,2,',
      '{"a":{"b":true',
      '{"a":"x\ny"}',
      "[1,2]",
      "7",
      '"x"',
    ];
    return [
      broken.map(repairJson),
      broken.slice(0, 4).map((text) => pi.ai.parseJsonWithRepair(text)),
      thrown(() => pi.ai.parseJsonWithRepair("{")).length > 0,
      arriving.map((text) => parseStreamingJson(text)),
    ];
  },

  "numbers, words and lists that are still arriving": (pi) =>
    ['{"a":[1,2', '{"a":tru', '["b"'].map((text) => pi.ai.parseStreamingJson(text)),

  "a bad Unicode escape": (pi) =>
    thrown(() => pi.ai.parseJsonWithRepair('{"a":"\\uZZ"}')).slice(0, 14),

  "notes on failures": (pi) => {
    const { ai } = pi;
    const error = Object.assign(new TypeError("boom"), { code: "E1" });
    const message: { diagnostics?: ReturnType<typeof ai.createAssistantMessageDiagnostic>[] } = {};
    ai.appendAssistantMessageDiagnostic(message, ai.createAssistantMessageDiagnostic("a", "words"));
    ai.appendAssistantMessageDiagnostic(
      message,
      ai.createAssistantMessageDiagnostic("b", 7, { attempt: 1 }),
    );
    const { stack, ...info } = ai.extractDiagnosticError(error);
    return [
      info,
      typeof stack,
      message,
      [error, new Error(""), "words", 7, undefined].map(ai.formatThrownValue),
    ];
  },

  "what is told when a session ends": (pi) => {
    const { registerSessionResourceCleanup, cleanupSessionResources } = pi.ai;
    const told: unknown[] = [];
    const unregister = [
      registerSessionResourceCleanup((id) => told.push(["one", id])),
      registerSessionResourceCleanup(() => {
        throw new Error("stuck");
      }),
      registerSessionResourceCleanup((id) => told.push(["two", id])),
    ];
    const said = thrown(() => cleanupSessionResources("s"));
    for (const one of unregister) one();
    cleanupSessionResources();
    return [told, said];
  },
};
