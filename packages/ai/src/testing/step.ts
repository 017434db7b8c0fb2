import type { ErrorKind, StopReason, ToolCall } from "../message.ts";
import type { TurnRequest } from "../provider.ts";

/**
 * One scripted answer. `scripted` turns it into events, `vendorServer` into the bytes of any of the four protocols,
 * so that the same script drives a unit test and a test over HTTP.
 */
export interface Step {
  /** The blocks in order. `thinking`, `text` and `toolCalls` are shorthands, in that order. */
  content?: StepBlock[] | undefined;
  thinking?: string | undefined;
  text?: string | undefined;
  toolCalls?: StepToolCall[] | undefined;
  /** Default: `"toolUse"` when there is a tool call, else `"stop"`. */
  stopReason?: Extract<StopReason, "stop" | "length" | "toolUse"> | undefined;
  /** Default: estimated from the lengths. */
  usage?: StepUsage | undefined;
  /** Instead of an answer: an error of this kind (`scripted`), or after what `content` says. */
  error?: StepError | undefined;
  /** Milliseconds on the clock before the first event and between events (`vendorServer`: before each write). Default 0. */
  delayMs?: number | undefined;
  /** Characters per delta. Default 20. */
  deltaSize?: number | undefined;
  /** Headers of the answer: sent by `vendorServer`, handed to `onResponse` by `scripted`. */
  headers?: Record<string, string> | undefined;
  /** What goes wrong on the wire. `scripted`, which has no wire, plays `stall`, `cut` and `end` and refuses the others. */
  fault?: Fault | undefined;
  /**
   * `vendorServer` only: recorded traffic instead of the content. A file of payloads, one a line; a `.json` file with
   * a whole answer; or the payloads themselves.
   */
  recording?: string | URL | readonly string[] | undefined;
}

export type StepBlock =
  | { type: "text"; text: string }
  | {
      type: "thinking";
      thinking: string;
      signature?: string | undefined;
      redacted?: boolean | undefined;
    }
  | ({ type: "toolCall" } & StepToolCall);

export interface StepToolCall {
  /** Default: `call_1`, `call_2`, … over the whole script. */
  id?: string | undefined;
  name: string;
  arguments?: ToolCall["arguments"] | undefined;
  /** Sent as the argument text instead, to script malformed arguments. */
  rawArguments?: string | undefined;
}

export interface StepUsage {
  input?: number | undefined;
  output?: number | undefined;
  cacheRead?: number | undefined;
  cacheWrite?: number | undefined;
  reasoning?: number | undefined;
}

export interface StepError {
  kind: ErrorKind;
  message?: string | undefined;
  status?: number | undefined;
  retryAfterMs?: number | undefined;
}

/** A step, or a function that makes one from the request it answers. `index` counts the requests from zero. */
export type ScriptedStep<TRequest = TurnRequest> =
  | Step
  | ((request: TRequest, index: number) => Step | Promise<Step>);

/** What goes wrong. Positions count the events of the vendor's own stream, from zero. */
export type Fault =
  | { type: "status"; status: number; headers?: Record<string, string>; body?: unknown }
  /** The socket is destroyed after so many events, or bytes. */
  | { type: "cut"; afterEvents?: number; afterBytes?: number }
  /** The body ends cleanly after so many events, without the closing ones. */
  | { type: "end"; afterEvents: number }
  /** Nothing more comes after so many events, until the client leaves. */
  | { type: "stall"; afterEvents: number }
  /** A line that is not JSON (`data: {oops`) after so many events. */
  | { type: "garbage"; afterEvents: number; line?: string }
  /** The vendor's own in-band error after so many events. */
  | { type: "error"; afterEvents: number; body?: unknown }
  | { type: "redirect"; location: string };
