import type { Turn } from "./adapter.ts";

/** Whether stop sequences may be passed on to this model: of OpenAI's protocols only Chat Completions has them. */
export function acceptsStop({ compat, model }: Turn): boolean {
  if (model.api !== "openai-completions") return false;
  return !(model.reasoning && compat.reasoningRefusesStop);
}
