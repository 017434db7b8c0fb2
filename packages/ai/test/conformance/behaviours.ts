import type { AssistantMessage } from "../../src/message.ts";
import type { TurnRequest } from "../../src/provider.ts";
import type { Fault } from "../../src/testing/step.ts";

/** What a provider must make of an answer, where the protocol has such: rows of the conformance matrix. */
export const answerBehaviours = {
  text: "text arrives in deltas",
  thinking: "thinking is a block of its own",
  signature: "the signature of a thought is kept and goes back to its model",
  redacted: "withheld thinking is kept and goes back to its model",
  encrypted: "encrypted reasoning is kept and goes back to its model",
  summary: "a summary of reasoning is thinking",
  "parallel-calls": "several calls of one answer",
  "interleaved-calls": "calls whose pieces come in turns",
  "missing-index": "calls without an index are told apart",
  "missing-id": "calls without an id get one of their own",
  "no-arguments": "a call without arguments has none",
  "whole-arguments": "arguments that come in one piece",
  "repeated-arguments": "arguments that come twice count once",
  "streamed-arguments": "arguments that come as a path and a value",
  "cut-arguments": "arguments that were cut are never executed",
  "missing-call": "a call that is announced and does not come is no end of the turn",
  usage: "tokens, with those of the cache apart",
  "reasoning-tokens": "tokens of reasoning are counted once",
  "token-limit": "an answer cut by its limit says so",
  pause: "a paused turn is a stop",
  incomplete: "an incomplete answer says why",
  refusal: "a refusal is a content_filter error in the vendor's words",
  "content-filter": "an answer that a filter stopped is an error",
  "unknown-stop": "an unknown reason to stop is no success",
  "in-band-error": "an error inside a stream is an error",
  "server-tools": "what the vendor's own tools do is text, and never a call of ours",
  ping: "pings say nothing",
  "unknown-events": "unknown events are passed over",
  "unknown-fields": "unknown fields are passed over",
  "repeated-start": "an answer that begins twice is one answer",
  "one-request": "one call is one request",
} as const;

/** What a provider must be able to ask for. */
export const requestBehaviours = {
  "user-images": "images of the user",
  "result-images": "images in the result of a tool",
  "tool-choice": "the choice of a tool",
  "structured-output": "an answer in a given schema",
  "stop-sequences": "stop sequences",
} as const;

/** An answer that a vendor plays. */
export interface Exchange {
  /** What is particular about it. */
  title: string;
  payloads: readonly object[];
  /** Instead of the end of a complete stream. */
  fault?: Fault;
  /** All of the message's content. */
  content?: readonly object[];
  /** What else the message must say. Default: that it is a stop, or a tool use where it has calls. */
  message?: { [Field in keyof AssistantMessage]?: unknown };
  /** What the body of the next request of the same model must hold, each as it is. */
  replayed?: readonly object[];
  /** The providers that have it. Default: all that speak the protocol. */
  only?: readonly string[];
}

/** The exchanges of one protocol for each behaviour, or why it has none. */
export type AnswerCorpus = Readonly<
  Record<keyof typeof answerBehaviours, readonly Exchange[] | string>
>;

/** What is asked for on top of a word of the user's and one tool, and what the body must hold for it. */
export interface Demand {
  /** What is particular about it. */
  title: string;
  request: Partial<TurnRequest>;
  sent: object;
  /** What the answer must warn of. */
  warning?: string;
  /** The providers that have it. Default: all that speak the protocol. */
  only?: readonly string[];
}

export type RequestCorpus = Readonly<Record<keyof typeof requestBehaviours, readonly Demand[]>>;
