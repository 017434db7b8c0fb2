import { exampleRequest } from "./example-requests.ts";
import type { VendorApi } from "./protocol.ts";
import { protocols } from "./protocols.ts";
import { problemsOf } from "./refuse-request.ts";
import { routeOf } from "./route.ts";

/** What the vendor refuses about the example request with some fields replaced, one line each. For our own tests. */
export function problemsOfExample(
  api: VendorApi,
  changes: Record<string, unknown> = {},
  given: { path?: string; headers?: Record<string, string>; extraFields?: string[] } = {},
): string[] {
  const example = exampleRequest(api);
  const body = JSON.parse(JSON.stringify({ ...example.body, ...changes }));
  const url = new URL(given.path ?? example.path, "http://127.0.0.1");
  const route = routeOf("POST", url.pathname, body);
  const problems = problemsOf(protocols[api], {
    model: route?.type === "turn" ? route.model : "",
    streams: route?.type === "turn" && route.streams,
    body,
    headers: given.headers ?? example.headers,
    query: url.searchParams,
    extraFields: new Set(given.extraFields),
  });
  return [...problems].map(({ field, message }) => `${field}: ${message}`);
}
