import type { JsonSchema, ToolChoice, TurnRequest } from "@argent/ai";
import type {
  Api,
  AssistantMessage,
  AssistantMessageEvent,
  AssistantMessageEventStream,
  Context,
  Model,
  SimpleStreamOptions,
} from "../pi-ai/types.ts";

/** Pi's types as the bridge names them, structurally: no Pi package has to be installed. */
export type PiModel = Model<Api>;
/** Pi's `Context`: the system prompt, the messages and the tools of a request. */
export type PiContext = Context;
/** Pi's `AssistantMessage`. */
export type PiAssistantMessage = AssistantMessage;
/** An event of Pi's stream; the growing answer is its `partial`. */
export type PiAssistantMessageEvent = AssistantMessageEvent;
/** What Pi's `streamSimple` returns. */
export type PiAssistantMessageEventStream = AssistantMessageEventStream;

/** Pi's options, and those of a `TurnRequest` that Pi has no word for. */
export interface PiSimpleStreamOptions extends SimpleStreamOptions {
  /** As in `TurnRequest`. */
  toolChoice?: ToolChoice | undefined;
  /** As in `TurnRequest`. */
  stopSequences?: readonly string[] | undefined;
  /** As in `TurnRequest`. */
  responseSchema?: JsonSchema | undefined;
  /** As in `TurnRequest`, in milliseconds. */
  idleTimeoutMs?: TurnRequest["idleTimeoutMs"];
  /** As in `TurnRequest`. */
  fetch?: TurnRequest["fetch"];
}

/** Pi's `streamSimple`. It returns at once; failures are the stream's last event. */
export type PiStreamSimple = (
  model: PiModel,
  context: PiContext,
  options?: PiSimpleStreamOptions,
) => PiAssistantMessageEventStream;

/** What a Pi stream function gives, as far as it is read: the events, and sometimes an outcome beside them. */
export interface PiEventSource extends AsyncIterable<PiAssistantMessageEvent> {
  /** The outcome, where it is not among the events. */
  result?(): Promise<PiAssistantMessage>;
}

/** Any stream function of Pi's, also one that is declared for a single API. */
export type PiStreamFunction = {
  stream(
    model: PiModel,
    context: PiContext,
    options?: PiSimpleStreamOptions,
  ): PiEventSource | Promise<PiEventSource>;
}["stream"];
