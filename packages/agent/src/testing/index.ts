export { describeEventBus } from "../lifecycle/event-bus-suite.ts";
export { describeRunQueue } from "../queue/run-queue-suite.ts";
export { describeLessonLog, type LessonLogUnderTest } from "../sis/log/lesson-log-suite.ts";
export { describeEntryLog, type EntryLogUnderTest } from "./entry-log-suite.ts";
export { assertPrefixStable, type PromptPrefix } from "./expect-prefix-stable.ts";
