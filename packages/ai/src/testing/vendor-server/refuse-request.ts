import type { CheckedRequest, RequestProblem, VendorFailure, VendorProtocol } from "./protocol.ts";
import type { RecordedRequest } from "./recorded-request.ts";
import type { TurnRoute } from "./route.ts";

export interface RefusalRules {
  keys?: readonly string[] | undefined;
  validate?: boolean | undefined;
  extraFields?: readonly string[] | undefined;
}

/** Why the vendor would not answer a request: a wrong key, or a body that breaks its rules. */
export function refuseRequest(
  protocol: VendorProtocol,
  request: RecordedRequest,
  route: TurnRoute,
  rules: RefusalRules,
): VendorFailure | undefined {
  const query = new URL(request.path, "http://127.0.0.1").searchParams;
  if (rules.keys !== undefined && !rules.keys.includes(keyOf(request.headers, query))) {
    return { kind: "auth" };
  }
  if (rules.validate === false) return undefined;
  const [problem] = problemsOf(protocol, {
    model: route.model,
    streams: route.streams,
    body: request.body,
    headers: request.headers,
    query,
    extraFields: new Set(rules.extraFields),
  });
  return problem && { kind: "invalid_request", ...problem };
}

/** Everything that a vendor would refuse about a request. */
export function* problemsOf(
  protocol: VendorProtocol,
  request: CheckedRequest,
): Generator<RequestProblem> {
  const field = illFormedField(request.body, "");
  if (field !== undefined) {
    yield { field, message: "The text has half of a surrogate pair, which is not valid Unicode." };
  }
  yield* protocol.check(request);
}

function keyOf(headers: Readonly<Record<string, string>>, query: URLSearchParams): string {
  const bearer = headers.authorization?.replace(/^Bearer /, "");
  return bearer ?? headers["x-api-key"] ?? headers["x-goog-api-key"] ?? query.get("key") ?? "";
}

function illFormedField(value: unknown, field: string): string | undefined {
  if (typeof value === "string") return value.isWellFormed() ? undefined : field;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const found = illFormedField(inner, field === "" ? name : `${field}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
