import type { VendorApi } from "../../src/testing/vendor-server/protocol.ts";
import { anthropicCorpus } from "./anthropic-corpus.ts";
import type { AnswerCorpus } from "./behaviours.ts";
import { completionsCorpus } from "./completions-corpus.ts";
import { googleCorpus } from "./google-corpus.ts";
import { responsesCorpus } from "./responses-corpus.ts";

/** What each protocol's vendors answer. */
export const answerCorpora: Readonly<Record<VendorApi, AnswerCorpus>> = {
  "anthropic-messages": anthropicCorpus,
  "openai-completions": completionsCorpus,
  "openai-responses": responsesCorpus,
  "google-generative-ai": googleCorpus,
};
