import {
  buildSystemPrompt as buildFrom,
  type SystemPromptOptions as OptionsWithEnv,
} from "@argent/agent";
import { localEnv } from "@argent/tools";
import { type Surroundings, workspaceOf } from "./places.ts";

/** `workspaceDir` is a folder of this machine, and may begin with `~`; default: `VARGOS_WORKSPACE`. */
export type SystemPromptOptions = Omit<OptionsWithEnv, "env">;

/** The system prompt of a workspace on this machine. */
export async function systemPromptOf(
  surroundings: Surroundings,
  { workspaceDir, ...options }: SystemPromptOptions,
): Promise<string> {
  const cwd = workspaceOf(surroundings, workspaceDir);
  const env = localEnv({ cwd, env: { HOME: surroundings.home() } });
  try {
    return await buildFrom({ ...options, env });
  } finally {
    await env.close();
  }
}
