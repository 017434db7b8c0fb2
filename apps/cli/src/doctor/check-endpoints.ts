import { baseUrlsFrom } from "@argent/tools";
import type { Check } from "./check.ts";

const timeoutMs = 10_000;

/** Whether something answers at the endpoints that variables name. The vendors' own are not asked. */
export async function checkEndpoints(env: Record<string, string | undefined>): Promise<Check[]> {
  return Promise.all(
    Object.entries(baseUrlsFrom(env)).map(async ([provider, url]): Promise<Check> => {
      const problem = await problemOf(url);
      return {
        name: "endpoint",
        status: problem === undefined ? "ok" : "problem",
        detail: `${provider} at ${withoutPassword(url)}${problem === undefined ? " answers" : `: ${problem}`}`,
      };
    }),
  );
}

/** Any answer will do: without a key and a body it can only be a refusal. */
async function problemOf(url: string): Promise<string | undefined> {
  if (!URL.canParse(url)) return "this is no address";
  try {
    const response = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(timeoutMs) });
    await response.body?.cancel();
    return undefined;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "TimeoutError")
      return `no answer within ${timeoutMs / 1_000} s`;
    const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    return `it cannot be reached (${reason instanceof Error ? reason.message : String(reason)})`;
  }
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^/@]*@/, "//");
}
