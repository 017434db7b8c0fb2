import { describe, test } from "vitest";
import { describeEntryLog } from "../testing/entry-log-suite.ts";
import { memoryEntryLog, memoryLogStorage } from "./memory-entry-log.ts";

describeEntryLog(
  "memoryEntryLog",
  () => {
    const storage = memoryLogStorage();
    return { open: () => memoryEntryLog(storage) };
  },
  { describe, test },
);
