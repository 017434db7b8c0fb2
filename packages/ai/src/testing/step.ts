import type { ErrorKind, StopReason, ToolCall } from "../message.ts";
import type { TurnRequest } from "../provider.ts";

/**
 * One scripted answer. `scripted` turns it into events, `vendorServer` into the bytes of any of the four protocols,
 * so that the same script drives a unit test and a test over HTTP.
 */
export interface Step {
  /** The blocks in order. `thinking`, `text` and `toolCalls` are shorthands, in that order. */
  content?: StepBlock[] | undefined;
  /** A block of thinking before the text. */
  thinking?: string | undefined;
  /** A block of text. */
  text?: string | undefined;
  /** Calls after the text. */
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

/** A block of a scripted answer. */
export type StepBlock =
  | { type: "text"; text: string }
  | {
      type: "thinking";
      thinking: string;
      /** Opaque vendor data to replay with the block. Default: none. */
      signature?: string | undefined;
      /** The text is withheld, so that only the signature carries the thought. Default `false`. */
      redacted?: boolean | undefined;
    }
  | ({ type: "toolCall" } & StepToolCall);

/** A scripted tool call. */
export interface StepToolCall {
  /** Default: `call_1`, `call_2`, … over the whole script. */
  id?: string | undefined;
  name: string;
  /** Default: none (`{}`). */
  arguments?: ToolCall["arguments"] | undefined;
  /** Sent as the argument text instead, to script malformed arguments. */
  rawArguments?: string | undefined;
}

/**
 * Tokens. What is left out is estimated at four characters a token; without `cacheSimulation` the cache counts are
 * zero.
 */
export interface StepUsage {
  input?: number | undefined;
  output?: number | undefined;
  cacheRead?: number | undefined;
  cacheWrite?: number | undefined;
  reasoning?: number | undefined;
}

/** How a scripted answer fails. */
export interface StepError {
  kind: ErrorKind;
  /** Default: the usual words for the kind. */
  message?: string | undefined;
  /**
   * HTTP status. Default: the usual one of the kind, such as 401 for `auth`; none for `content_filter`, `network` and
   * `aborted`.
   */
  status?: number | undefined;
  /** How long the client is asked to wait, in milliseconds. */
  retryAfterMs?: number | undefined;
}

/** A step, or a function that makes one from the request it answers. `index` counts the requests from zero. */
export type ScriptedStep<TRequest = TurnRequest> =
  | Step
  | ((request: TRequest, index: number) => Step | Promise<Step>);

/** What goes wrong. Positions count the events of the vendor's own stream, from zero. */
export type Fault =
  | {
      /** The request is refused. */
      type: "status";
      /** HTTP status. */
      status: number;
      /** Beside those of the step. */
      headers?: Record<string, string>;
      /** Default: what the vendor sends with this status. */
      body?: unknown;
    }
  | {
      /** The socket is destroyed. */
      type: "cut";
      /** Default: 0, or when `afterBytes` is given the whole stream. */
      afterEvents?: number;
      /** Bytes of the body, which may cut an event anywhere. Default: no limit. */
      afterBytes?: number;
    }
  | {
      /** The body ends cleanly, without the closing events. */
      type: "end";
      /** How many events come before it. */
      afterEvents: number;
    }
  | {
      /** Nothing more comes, until the client leaves. */
      type: "stall";
      /** How many events come before it. */
      afterEvents: number;
    }
  | {
      /** A line that is not JSON stands between the events. */
      type: "garbage";
      /** How many events come before it. */
      afterEvents: number;
      /** Default `data: {oops`. */
      line?: string;
    }
  | {
      /** The vendor's own in-band error ends the stream. */
      type: "error";
      /** How many events come before it. */
      afterEvents: number;
      /** Default: what the vendor sends when it is overloaded. */
      body?: unknown;
    }
  | {
      /** The request is sent elsewhere, with status 307. */
      type: "redirect";
      location: string;
    };
