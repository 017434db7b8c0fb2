import type { MessageRoute } from "./run-queue.ts";

/** Equal for equal routes only; a joined string would take `a|b` and `a`, `b` for the same. */
export function routeKey(route: MessageRoute | undefined): string {
  if (route === undefined) return "";
  return JSON.stringify([route.channel, route.account, route.to, route.thread]);
}
