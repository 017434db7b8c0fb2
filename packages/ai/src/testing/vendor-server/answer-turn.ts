import type { ServerResponse } from "node:http";
import type { Clock } from "../../clock.ts";
import type { ErrorKind } from "../../message.ts";
import type { Answer } from "../answer.ts";
import type { Step } from "../step.ts";
import { bodyOf, type StreamText } from "./faults.ts";
import { type Split, splitBytes, withComments } from "./framing.ts";
import type { Framing, VendorCall, VendorProtocol } from "./protocol.ts";
import { readRecording } from "./read-recording.ts";
import type { Exchange } from "./recorded-request.ts";
import { sendJson, sendRefusal, sendStream } from "./send.ts";
import { isLost, streamOfAnswer, streamOfPayloads } from "./stream-text.ts";

/** A request that is going to be answered. */
export interface Turn {
  protocol: VendorProtocol;
  call: VendorCall;
  /** The client asked for a stream. */
  streams: boolean;
  answer: Answer;
  /** Instead of the answer's content. */
  recording: Step["recording"];
  exchange: Exchange;
  response: ServerResponse;
}

/** How streams are put on the wire. */
export interface WireRules {
  split?: Split | undefined;
  crlf?: boolean | undefined;
  comments?: boolean | undefined;
  delayMs?: number | undefined;
}

/** Answers a request as its step says, in the vendor's way. */
export async function answerTurn(turn: Turn, rules: WireRules, clock: Clock): Promise<void> {
  const { answer, response, exchange } = turn;
  const { headers } = answer;
  if (isRefused(turn)) {
    refuse(turn);
    return;
  }
  const framing = framingOf(turn.protocol, rules);
  const content = await contentOf(turn, framing);
  if (typeof content === "string") {
    sendJson(response, 200, content, headers);
    return;
  }
  const stream = rules.comments ? withComments(content, framing) : content;
  const body = bodyOf(stream, answer.fault ?? connectionLoss(turn, stream));
  const apart = rules.split !== undefined;
  if (rules.split !== undefined) body.pieces = splitBytes(body.pieces, rules.split);
  const delayMs = answer.delayMs || (rules.delayMs ?? 0);
  await sendStream(response, exchange, { body, headers, delayMs, apart, clock });
}

/** Whether the response's head already says that something is wrong. */
function isRefused({ answer, recording, streams }: Turn): boolean {
  const { fault, error, blocks } = answer;
  if (fault?.type === "status" || fault?.type === "redirect") return true;
  if (error === undefined || recording !== undefined) return false;
  if (error.kind === "content_filter" && error.status === undefined) return false;
  return blocks.length === 0 || !streams;
}

function refuse({ protocol, answer, exchange, response }: Turn): void {
  const { fault, error, headers } = answer;
  if (fault?.type === "redirect") {
    response.writeHead(307, { ...headers, location: fault.location }).end();
  } else if (fault?.type === "status") {
    const { status } = fault;
    const refusal = protocol.refusal({ kind: kindOfStatus(status), status });
    const body = fault.body ?? refusal.body;
    sendRefusal(response, { ...refusal, body }, { ...headers, ...fault.headers });
  } else if (error !== undefined && isLost(answer)) {
    exchange.destroy();
  } else if (error !== undefined) {
    sendRefusal(response, protocol.refusal(error), headers);
  }
}

/** The answer as a stream, or as the JSON text of a whole one. */
async function contentOf(turn: Turn, framing: Framing): Promise<StreamText | string> {
  const { protocol, answer, call, recording } = turn;
  if (recording !== undefined) {
    const recorded = await readRecording(recording);
    if ("whole" in recorded) return recorded.whole;
    return streamOfPayloads(protocol, recorded.payloads, call, framing);
  }
  if (!turn.streams) return JSON.stringify(protocol.whole(answer, call));
  return streamOfAnswer(protocol, answer, call, framing);
}

function framingOf(protocol: VendorProtocol, { crlf }: WireRules): Framing {
  if (crlf === undefined) return protocol.framing;
  return { ...protocol.framing, newline: crlf ? "\r\n" : "\n" };
}

/** A scripted network error behind content is a cut behind its last event. */
function connectionLoss({ answer, recording }: Turn, stream: StreamText) {
  if (recording !== undefined || !isLost(answer)) return undefined;
  return { type: "cut", afterEvents: stream.events.length } as const;
}

function kindOfStatus(status: number): ErrorKind {
  switch (status) {
    case 401:
    case 403:
      return "auth";
    case 402:
      return "quota";
    case 404:
      return "not_found";
    case 408:
    case 504:
      return "timeout";
    case 413:
      return "context_overflow";
    case 429:
      return "rate_limit";
    case 503:
    case 529:
      return "overloaded";
    default:
      return status >= 500 ? "server" : "invalid_request";
  }
}
