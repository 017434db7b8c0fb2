import type { Model } from "../../src/model.ts";
import { getModel } from "../../src/models/get-model.ts";
import type { Provider } from "../../src/provider.ts";
import { anthropic } from "../../src/providers/anthropic.ts";
import { google } from "../../src/providers/google.ts";
import { minimax } from "../../src/providers/minimax.ts";
import { openai } from "../../src/providers/openai.ts";
import { openaiCompatible } from "../../src/providers/openai-compatible.ts";
import { openaiResponses } from "../../src/providers/openai-responses.ts";
import { xai } from "../../src/providers/xai.ts";
import { zai } from "../../src/providers/zai.ts";
import { testModel } from "../../src/testing/test-model.ts";
import type { VendorApi } from "../../src/testing/vendor-server/protocol.ts";
import { isVendorApi } from "../../src/testing/vendor-server/protocols.ts";
import type { ProviderOptions } from "../../src/wire/wire-provider.ts";

/** One provider over one of the protocols that it speaks: a column of the conformance matrix. */
export interface Endpoint {
  name: string;
  provider: string;
  api: VendorApi;
  create(options: ProviderOptions): Provider;
  /** One that thinks and sees. */
  model: Model;
  /** What the vendor documents beyond the protocol, so that the strict check of requests takes it. */
  extraFields: readonly string[];
}

const zaiFields = ["thinking", "tool_stream", "reasoning_content"];
const minimaxFields = ["thinking", "reasoning_split", "reasoning_details"];

export const endpoints: readonly Endpoint[] = [
  endpoint("anthropic", anthropic, getModel("anthropic", "claude-sonnet-4-6")),
  endpoint("openai", openai, getModel("openai", "gpt-5.4")),
  endpoint("openai (chat)", openai, getModel("openai", "gpt-5.1")),
  endpoint("openai-responses", openaiResponses, getModel("openai-responses", "gpt-5.4")),
  endpoint("google", google, getModel("google", "gemini-3.5-flash")),
  endpoint("xai", xai, getModel("xai", "grok-4.5")),
  endpoint("xai (chat)", xai, getModel("xai", "grok-4-1-fast")),
  endpoint("minimax", minimax, getModel("minimax", "MiniMax-M3"), minimaxFields),
  endpoint("minimax (messages)", minimax, {
    ...getModel("minimax-anthropic", "MiniMax-M3"),
    provider: "minimax",
  }),
  endpoint("zai", zai, getModel("zai", "glm-5v-turbo"), zaiFields),
  endpoint(
    "openai-compatible",
    openaiCompatible,
    testModel({ id: "local", name: "Local", provider: "openai-compatible" }),
    ["reasoning_details"],
  ),
];

function endpoint(
  name: string,
  create: Endpoint["create"],
  model: Model,
  extraFields: readonly string[] = [],
): Endpoint {
  const { api, provider } = model;
  if (!isVendorApi(api)) throw new Error(`No vendor speaks "${api}".`);
  return { name, provider, api, create, model, extraFields };
}
