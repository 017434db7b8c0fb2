export { memoryCassette } from "../decorators/memory-cassette.ts";
export { checkEvents } from "./check-events.ts";
export {
  describeProvider,
  type ProviderConformanceOptions,
  type ProviderUnderTest,
  type TestRunner,
} from "./describe-provider.ts";
export { type ManualClock, manualClock } from "./manual-clock.ts";
export { type ScriptedOptions, type ScriptedProvider, scripted } from "./scripted.ts";
export type {
  Fault,
  ScriptedStep,
  Step,
  StepBlock,
  StepError,
  StepToolCall,
  StepUsage,
} from "./step.ts";
export { testModel } from "./test-model.ts";
export type { RecordedRequest } from "./vendor-server/recorded-request.ts";
export {
  type VendorServer,
  type VendorServerOptions,
  vendorServer,
} from "./vendor-server/server.ts";
