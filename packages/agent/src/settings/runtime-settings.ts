import type { ArgentRuntimeOptions } from "../runtime/argent-runtime.ts";
import type { Settings } from "./settings.ts";

/** The settings that a runtime takes as they are. What a model, a sandbox or a server means is for the application. */
export function runtimeSettings({
  thinking,
  maxTurns,
  compaction,
  retry,
  steeringMode,
  followUpMode,
  queue,
  skillFolders,
  templateFolders,
}: Settings): Partial<ArgentRuntimeOptions> {
  return {
    thinking,
    maxTurns,
    compaction,
    retry,
    steeringMode,
    followUpMode,
    queue,
    skillFolders,
    templateFolders,
  };
}
