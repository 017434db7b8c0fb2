import type { ErrorKind } from "../../message.ts";
import type { Answer } from "../answer.ts";

/** The protocols that the server speaks. */
export type VendorApi =
  | "anthropic-messages"
  | "openai-completions"
  | "openai-responses"
  | "google-generative-ai";

/** One vendor's side of the wire: it writes answers and errors as that vendor does, and refuses what that vendor refuses. */
export interface VendorProtocol {
  readonly api: VendorApi;
  /** What the vendor's SDK takes for granted behind the server's address. */
  readonly basePath: string;
  readonly framing: Framing;
  /** A streamed answer without its end: one payload an event. */
  opening(answer: Answer, call: VendorCall): object[];
  /** The payloads that complete it. */
  ending(answer: Answer, call: VendorCall): object[];
  /** How a stream that had begun well says that it failed, in place of its end. */
  streamErrors(failure: VendorFailure, call: VendorCall): object[];
  /** The same answer in one piece, for requests that do not ask for a stream. */
  whole(answer: Answer, call: VendorCall): object;
  /** A response that is not a success. */
  refusal(failure: VendorFailure): Refusal;
  /** What the vendor would refuse about a request, the first thing first. */
  check(request: CheckedRequest): Iterable<RequestProblem>;
}

/** How payloads become bytes. */
export interface Framing {
  /** Events carry an `event:` line with the payload's `type`. */
  named: boolean;
  /** Payloads carry their position as `sequence_number`. */
  numbered: boolean;
  newline: "\n" | "\r\n";
  /** Data that closes the stream. */
  closing?: string;
  /** A payload that says nothing and may come at any time. */
  ping?: string;
}

/** The request that an answer is written for. */
export interface VendorCall {
  /** Counts the answered requests from zero; makes ids that differ and repeat from run to run. */
  index: number;
  model: string;
  body: Record<string, unknown>;
}

export interface VendorFailure {
  kind: ErrorKind;
  /** Default: the vendor's for this kind. */
  status?: number | undefined;
  message?: string | undefined;
  /** The field that is wrong. */
  field?: string | undefined;
  retryAfterMs?: number | undefined;
}

export interface Refusal {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

export interface CheckedRequest {
  model: string;
  streams: boolean;
  body: Record<string, unknown>;
  headers: Readonly<Record<string, string>>;
  /** The query of the address. */
  query: URLSearchParams;
  /** Fields that are accepted anywhere although the vendor does not know them. */
  extraFields: ReadonlySet<string>;
}

export interface RequestProblem {
  /** Where in the body, as the vendor writes it: `messages.0.content`. */
  field: string;
  /** What is wrong with it. */
  message: string;
}
