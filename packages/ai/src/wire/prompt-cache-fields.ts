import type { Turn } from "./adapter.ts";

/** The longest cache key that OpenAI takes. It only steers requests to a cache, so a cut one does no harm. */
const maxKeyLength = 64;

/**
 * What OpenAI's two protocols say about the prompt cache.
 *
 * @see https://developers.openai.com/api/docs/guides/prompt-caching
 */
export function promptCacheFields({ compat, request }: Turn): object {
  const { cacheRetention = "short", sessionId } = request;
  if (!compat.supportsPromptCacheKey || cacheRetention === "none") return {};
  const isLong = cacheRetention === "long" && compat.supportsLongCacheRetention !== false;
  return {
    ...(sessionId && { prompt_cache_key: Array.from(sessionId).slice(0, maxKeyLength).join("") }),
    ...(isLong && { prompt_cache_retention: "24h" }),
  };
}
