export { createRuntime } from "./create-runtime.ts";
export { EventStream } from "./event-stream.ts";
export { fromPiModel, toPiModel } from "./pi-model.ts";
export type {
  PiAssistantMessageEvent,
  PiAssistantMessageEventStream,
  PiContext,
  PiModel,
  PiSimpleStreamOptions,
  PiStreamSimple,
} from "./pi-types.ts";
export { createArgentStreamSimple } from "./stream-simple.ts";
export { resolveThinkingLevel, type ThinkingStep } from "./thinking-level.ts";
