import type { VendorApi } from "./protocol.ts";

/** What an address asks for. */
export type Route = TurnRoute | { type: "models" };

export interface TurnRoute {
  type: "turn";
  api: VendorApi;
  model: string;
  streams: boolean;
}

/** Reads a vendor's address, whatever prefix stands before it; `undefined` for any other. */
export function routeOf(
  method: string,
  path: string,
  body: Record<string, unknown>,
): Route | undefined {
  if (method === "GET") return path.endsWith("/models") ? { type: "models" } : undefined;
  if (method !== "POST") return undefined;
  const google = /\/models\/([^/]+):(streamGenerateContent|generateContent)$/.exec(path);
  if (google !== null) {
    const [, model = "", action] = google;
    return {
      type: "turn",
      api: "google-generative-ai",
      model: decodeURIComponent(model),
      streams: action === "streamGenerateContent",
    };
  }
  for (const [ending, api] of endings) {
    if (!path.endsWith(ending)) continue;
    const model = typeof body.model === "string" ? body.model : "";
    return { type: "turn", api, model, streams: body.stream === true };
  }
  return undefined;
}

const endings: [string, VendorApi][] = [
  ["/v1/messages", "anthropic-messages"],
  ["/chat/completions", "openai-completions"],
  ["/responses", "openai-responses"],
];
