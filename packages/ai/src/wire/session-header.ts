import type { Turn } from "./adapter.ts";
import { cacheKeyOf } from "./cache-key.ts";

/**
 * The header of `compat.sessionHeader`, for vendors whose cache lies with the server that answered before.
 *
 * @see https://docs.x.ai/developers/advanced-api-usage/prompt-caching/maximizing-cache-hits
 */
export function sessionHeader(turn: Turn): Record<string, string> {
  const name = turn.compat.sessionHeader;
  const key = cacheKeyOf(turn);
  if (name === undefined || key === undefined) return {};
  return { [name]: encodeURIComponent(key.toWellFormed()) };
}
