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
export type PiContext = Context;
export type PiAssistantMessage = AssistantMessage;
export type PiAssistantMessageEvent = AssistantMessageEvent;
export type PiAssistantMessageEventStream = AssistantMessageEventStream;

/** Pi's options, and those of a `TurnRequest` that Pi has no word for. */
export interface PiSimpleStreamOptions extends SimpleStreamOptions {
  toolChoice?: ToolChoice | undefined;
  stopSequences?: readonly string[] | undefined;
  responseSchema?: JsonSchema | undefined;
  idleTimeoutMs?: TurnRequest["idleTimeoutMs"];
  fetch?: TurnRequest["fetch"];
}

export type PiStreamSimple = (
  model: PiModel,
  context: PiContext,
  options?: PiSimpleStreamOptions,
) => PiAssistantMessageEventStream;

/** What a Pi stream function gives, as far as it is read: the events, and sometimes an outcome beside them. */
export interface PiEventSource extends AsyncIterable<PiAssistantMessageEvent> {
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
