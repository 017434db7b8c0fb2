import type { ArgentRuntimeOptions, RetryPolicy } from "@argent/agent";
import { type Approval, type BlobStore, codingRuntimeOptions } from "@argent/tools";
import type { ConversationOptions } from "./conversation-options.ts";

export interface ConversationRuntimeParts {
  approval: Approval;
  memoryBlobs: BlobStore;
  /** Read again at each run. */
  retry: RetryPolicy;
  /** Read again whenever it could be time. */
  isAutoCompaction: () => boolean;
}

/** What the agents of a conversation are made of: the same as that of a single run, with settings that change. */
export function conversationRuntime(
  options: ConversationOptions,
  { approval, memoryBlobs, retry, isAutoCompaction }: ConversationRuntimeParts,
): ArgentRuntimeOptions {
  const { cwd, env, sessionFolder, provider, clock, extraTools, toolNames } = options;
  return codingRuntimeOptions({
    cwd,
    env,
    sessionFolder,
    approval,
    memoryBlobs,
    clock,
    extraTools,
    toolNames,
    // A sub-agent has all coding tools, whatever the names say.
    subAgents: toolNames === undefined,
    ...(provider && { provider }),
    skillFolders: options.skillFolders,
    templateFolders: options.templateFolders,
    sis: options.sis,
    maxTurns: options.maxTurns,
    steeringPolicy: "cancel-running",
    compaction: {
      ...options.compaction,
      get enabled() {
        return isAutoCompaction();
      },
    },
    retry,
  });
}
