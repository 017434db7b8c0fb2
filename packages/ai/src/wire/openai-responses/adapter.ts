import type { WireAdapter } from "../adapter.ts";
import { postThroughOpenAi } from "../openai-post.ts";
import { warnOfUnsent } from "../warn-of-unsent.ts";
import { ResponsesDecoder } from "./decoder.ts";
import { responsesPayload } from "./payload.ts";

/** OpenAI's Responses API, stateless: nothing is stored, reasoning is replayed in its encrypted form. */
export const openaiResponses: WireAdapter = {
  api: "openai-responses",
  buildPayload: responsesPayload,
  send: (payload, call) => postThroughOpenAi("/responses", payload, call),
  createDecoder(builder, turn) {
    warnOfUnsent(builder, turn);
    return new ResponsesDecoder(builder);
  },
};
