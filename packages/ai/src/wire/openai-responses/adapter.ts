import type { WireAdapter } from "../adapter.ts";
import { postThroughOpenAi } from "../openai-post.ts";
import { ResponsesDecoder } from "./decoder.ts";
import { responsesPayload } from "./payload.ts";

/** OpenAI's Responses API, stateless: nothing is stored, reasoning is replayed in its encrypted form. */
export const openaiResponses: WireAdapter = {
  api: "openai-responses",
  buildPayload: responsesPayload,
  send: (payload, call) => postThroughOpenAi("/responses", payload, call),
  createDecoder(builder, { request }) {
    if (request.stopSequences?.length) {
      builder.warn("The Responses API has no stop sequences; the ones given were not sent.");
    }
    return new ResponsesDecoder(builder);
  },
};
