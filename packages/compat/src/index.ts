export { EventStream } from "./adapters/event-stream.ts";
export {
  createPiAgentEventReader,
  type PiAgentEventReader,
  type PiAgentEventReaderOptions,
} from "./adapters/from-pi-agent-event.ts";
export { type FromPiStreamOptions, fromPiStream } from "./adapters/from-pi-stream.ts";
export { fromPiContext, type RequestContext, toPiContext } from "./adapters/pi-context.ts";
export { fromPiMessage } from "./adapters/pi-message.ts";
export { fromPiModel, toPiModel } from "./adapters/pi-model.ts";
export { fromPiTool, type LabelledPiTool, type PiTool, toPiTool } from "./adapters/pi-tool.ts";
export type {
  PiAssistantMessage,
  PiAssistantMessageEvent,
  PiAssistantMessageEventStream,
  PiContext,
  PiEventSource,
  PiModel,
  PiSimpleStreamOptions,
  PiStreamFunction,
  PiStreamSimple,
} from "./adapters/pi-types.ts";
export {
  createArgentStreamSimple,
  type StreamSimpleOptions,
  toPiStreamFn,
} from "./adapters/stream-simple.ts";
export { resolveThinkingLevel, type ThinkingStep } from "./adapters/thinking-level.ts";
export { type PiAgentEvent, toPiAgentEvent } from "./adapters/to-pi-agent-event.ts";
export { createRuntime, type RuntimeOptions } from "./create-runtime.ts";
export { createPiRuntime, type PiRuntimeOptions } from "./pi-runtime/create-pi-runtime.ts";
export type { PiScope } from "./pi-runtime/find-pi.ts";
export { type InstalledPi, locatePi, type PiLocation } from "./pi-runtime/load-pi.ts";
export type { PiRequestsOptions } from "./pi-runtime/pi-requests.ts";
export type { AcceptedDifference } from "./shadow/accepted/accepted-difference.ts";
export { acceptedDifferences } from "./shadow/accepted-differences.ts";
export type { Difference } from "./shadow/find-differences.ts";
export { formatShadowReport, type ShadowReport } from "./shadow/shadow-report.ts";
