import type { Compat } from "../model.ts";
import type { Turn } from "./adapter.ts";
import { cacheKeyOf } from "./cache-key.ts";

/**
 * What OpenAI's two protocols say about the prompt cache.
 *
 * @see https://developers.openai.com/api/docs/guides/prompt-caching
 */
export function promptCacheFields(turn: Turn): object {
  const { compat, model, request } = turn;
  const { cacheRetention = "short" } = request;
  if (!compat.supportsPromptCacheKey || cacheRetention === "none") return {};
  const isLong = cacheRetention === "long" && compat.supportsLongCacheRetention !== false;
  const isInHeader = compat.sessionHeader !== undefined && model.api === "openai-completions";
  const key = isInHeader ? undefined : cacheKeyOf(turn);
  return {
    ...(key !== undefined && { prompt_cache_key: key }),
    ...(isLong && longRetention(compat)),
  };
}

/** Newer models accept the older of the two fields and pass over it. */
function longRetention({ longCacheTtl }: Compat): object {
  if (longCacheTtl === undefined) return { prompt_cache_retention: "24h" };
  return { prompt_cache_options: { ttl: longCacheTtl } };
}
