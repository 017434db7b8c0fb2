import type { Turn } from "./adapter.ts";

/** The longest that OpenAI takes. */
const maxLength = 64;

/**
 * What ties the requests of a session to one cache; `undefined` without a session, and when nothing is to be kept. It
 * only steers requests, so that one which was cut does no harm.
 */
export function cacheKeyOf({ request }: Turn): string | undefined {
  const { cacheRetention, sessionId } = request;
  if (!sessionId || cacheRetention === "none") return undefined;
  return Array.from(sessionId).slice(0, maxLength).join("");
}
