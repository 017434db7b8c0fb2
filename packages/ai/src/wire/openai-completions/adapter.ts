import type { WireAdapter } from "../adapter.ts";
import { postThroughOpenAi } from "../openai-post.ts";
import { warnOfUnsent } from "../warn-of-unsent.ts";
import { buildPayload } from "./build-payload.ts";
import { CompletionsDecoder } from "./completions-decoder.ts";

/**
 * OpenAI's Chat Completions API, and the many servers that speak it. How they depart from it is data: every field of
 * `Compat` that says "Chat Completions", those without an API, and `errorInBody`, `toolStream`.
 */
export const openaiCompletions: WireAdapter = {
  api: "openai-completions",
  buildPayload,
  send: (payload, call) => postThroughOpenAi("/chat/completions", payload, call),
  createDecoder(builder, turn) {
    warnOfUnsent(builder, turn);
    return new CompletionsDecoder(builder, turn);
  },
};
