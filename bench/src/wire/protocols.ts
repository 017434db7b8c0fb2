import type { Answer } from "./answer.ts";
import { anthropicEvents } from "./anthropic-events.ts";
import { completionsEvents } from "./completions-events.ts";
import { googleEvents } from "./google-events.ts";
import { responsesEvents } from "./responses-events.ts";

/** One of the four ways in which vendors stream an answer. */
export interface WireProtocol {
  /** Between the server's address and what an SDK appends to its base URL. */
  readonly basePath: string;
  /** What the address of a request ends with. */
  readonly endpoint: string;
  events(answer: Answer): object[];
  /** Events carry an `event:` line with their type. */
  readonly named: boolean;
  /** Data that closes the stream. */
  readonly closing?: string;
}

export const protocols = {
  "anthropic-messages": {
    basePath: "",
    endpoint: "/v1/messages",
    events: anthropicEvents,
    named: true,
  },
  "openai-completions": {
    basePath: "/v1",
    endpoint: "/chat/completions",
    events: completionsEvents,
    named: false,
    closing: "[DONE]",
  },
  "openai-responses": {
    basePath: "/v1",
    endpoint: "/responses",
    events: responsesEvents,
    named: true,
  },
  "google-generative-ai": {
    basePath: "/v1beta",
    endpoint: ":streamGenerateContent",
    events: googleEvents,
    named: false,
  },
} as const satisfies Record<string, WireProtocol>;

export type ProtocolName = keyof typeof protocols;

export function protocolNames(): ProtocolName[] {
  return Object.keys(protocols).filter((name): name is ProtocolName =>
    Object.hasOwn(protocols, name),
  );
}
