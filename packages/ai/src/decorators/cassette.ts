/** Where recorded exchanges are kept: one line of JSON each. The caller brings it, so that this package needs no files. */
export interface CassetteStorage {
  /** All lines that were written, each ended by a line break; empty when there are none. */
  read(): string | Promise<string>;
  /** Adds one line, which has no line break of its own. */
  write(line: string): void | Promise<void>;
}

/** What decides which exchange answers a request, and what must not get into a cassette. */
export interface CassetteOptions {
  /** Values that are kept out of the cassette wherever they stand. Keys in headers and addresses always are. */
  secrets?: readonly string[] | undefined;
  /** Takes what changes from run to run (ids, dates) out of a request body before bodies are compared. */
  normalizeBody?: ((body: string) => string) | undefined;
}

export interface Exchange {
  request: ExchangeRequest;
  response: ExchangeResponse;
}

export interface ExchangeRequest {
  method: string;
  /** With the query, without credentials; the host does not count. */
  path: string;
  /** SHA-256 of the body, hexadecimal. */
  bodyHash: string;
}

export interface ExchangeResponse {
  status: number;
  headers: Record<string, string>;
  /** The body in the pieces in which it came; those that are no whole UTF-8 as base64. */
  chunks: (string | { base64: string })[];
  /** The body did not come to its end. */
  isCut?: true;
}

/** The part of a request that an exchange is found by. */
export async function exchangeRequest(
  request: Request,
  options: CassetteOptions,
): Promise<ExchangeRequest> {
  const scrub = scrubber([...(options.secrets ?? []), ...credentialsOf(request.headers)]);
  const body = scrub(await request.clone().text());
  return {
    method: request.method,
    path: scrub(pathOf(new URL(request.url))),
    bodyHash: await sha256(options.normalizeBody?.(body) ?? body),
  };
}

/** Replaces each of the given values. */
export function scrubber(secrets: readonly string[]): (text: string) => string {
  const values = secrets.filter((secret) => secret !== "");
  return (text) => values.reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), text);
}

/** The values of the headers that carry keys, so that they are found where a server repeats them. */
export function credentialsOf(headers: Headers): string[] {
  return credentialHeaders.flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [value.replace(/^(Bearer|Basic) /i, "")];
  });
}

const credentialHeaders = ["authorization", "x-api-key", "x-goog-api-key", "api-key", "cookie"];

function pathOf(url: URL): string {
  for (const name of [...url.searchParams.keys()]) {
    if (/key|token|secret|signature/i.test(name)) url.searchParams.delete(name);
  }
  return url.pathname + url.search;
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Buffer.from(digest).toString("hex");
}
