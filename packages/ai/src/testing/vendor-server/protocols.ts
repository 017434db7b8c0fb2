import { checkAnthropicRequest } from "./anthropic-request.ts";
import {
  anthropicEnding,
  anthropicOpening,
  anthropicRefusal,
  anthropicStreamErrors,
  anthropicWhole,
} from "./anthropic-writer.ts";
import { checkCompletionsRequest } from "./completions-request.ts";
import {
  completionsEnding,
  completionsOpening,
  completionsStreamErrors,
  completionsWhole,
} from "./completions-writer.ts";
import { checkGoogleRequest } from "./google-request.ts";
import {
  googleEnding,
  googleOpening,
  googleRefusal,
  googleStreamErrors,
  googleWhole,
} from "./google-writer.ts";
import { openaiRefusal } from "./openai-error.ts";
import type { VendorApi, VendorProtocol } from "./protocol.ts";
import { checkResponsesRequest } from "./responses-request.ts";
import {
  responsesEnding,
  responsesOpening,
  responsesStreamErrors,
  responsesWhole,
} from "./responses-writer.ts";

/** The four protocols. */
export const protocols: Record<VendorApi, VendorProtocol> = {
  "anthropic-messages": {
    api: "anthropic-messages",
    basePath: "",
    framing: { named: true, numbered: false, newline: "\n", ping: '{"type":"ping"}' },
    opening: anthropicOpening,
    ending: anthropicEnding,
    streamErrors: anthropicStreamErrors,
    whole: anthropicWhole,
    refusal: anthropicRefusal,
    check: checkAnthropicRequest,
  },
  "openai-completions": {
    api: "openai-completions",
    basePath: "/v1",
    framing: { named: false, numbered: false, newline: "\n", closing: "[DONE]" },
    opening: completionsOpening,
    ending: completionsEnding,
    streamErrors: completionsStreamErrors,
    whole: completionsWhole,
    refusal: openaiRefusal,
    check: checkCompletionsRequest,
  },
  "openai-responses": {
    api: "openai-responses",
    basePath: "/v1",
    framing: { named: true, numbered: true, newline: "\n" },
    opening: responsesOpening,
    ending: responsesEnding,
    streamErrors: responsesStreamErrors,
    whole: responsesWhole,
    refusal: openaiRefusal,
    check: checkResponsesRequest,
  },
  "google-generative-ai": {
    api: "google-generative-ai",
    basePath: "/v1beta",
    framing: { named: false, numbered: false, newline: "\r\n" },
    opening: googleOpening,
    ending: googleEnding,
    streamErrors: googleStreamErrors,
    whole: googleWhole,
    refusal: googleRefusal,
    check: checkGoogleRequest,
  },
};

export function isVendorApi(api: string): api is VendorApi {
  return Object.hasOwn(protocols, api);
}
