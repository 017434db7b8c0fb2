import type { Turn } from "./adapter.ts";

/** Whether the request names a temperature that OpenAI's protocols may pass on to this model. */
export function acceptsTemperature({ compat, model, request }: Turn): boolean {
  if (request.temperature === undefined) return false;
  return compat.supportsTemperature ?? !(model.reasoning && compat.reasoningRefusesTemperature);
}
