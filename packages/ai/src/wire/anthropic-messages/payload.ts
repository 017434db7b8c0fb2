import type { JsonSchema } from "../../schema.ts";
import type { Tool } from "../../tool.ts";
import type { Turn } from "../adapter.ts";
import { type CacheControl, type WireMessage, wireMessages } from "./messages.ts";
import { type Parameters, parametersOf } from "./parameters.ts";

/** The body of a request. @see https://platform.claude.com/docs/en/api/messages/create */
interface Payload extends Parameters {
  model: string;
  stream: true;
  system?: { type: "text"; text: string; cache_control?: CacheControl }[];
  messages: WireMessage[];
  tools?: WireTool[];
  stop_sequences?: readonly string[];
  metadata?: { user_id: string };
}

interface WireTool {
  name: string;
  description: string;
  input_schema: JsonSchema;
  eager_input_streaming?: true;
  cache_control?: CacheControl;
}

/**
 * Up to four places, which is all the API takes, mark what may be cached, each covering everything before it: the tools,
 * the system prompt and the last two messages of the user. The former of these was the last one of the request before:
 * from the latter alone the API would look back no further than 20 blocks, which one turn of many calls exceeds.
 */
export function buildPayload(turn: Turn): Payload {
  const { request, model, compat } = turn;
  const messages = wireMessages(request.messages, compat);
  const tools = request.tools?.length
    ? request.tools.map((tool) => wireTool(tool, compat.toolStream === true))
    : undefined;
  const system = request.systemPrompt?.trim()
    ? [{ type: "text" as const, text: request.systemPrompt }]
    : undefined;

  const cacheControl = cacheControlOf(turn);
  if (cacheControl) {
    const ofUser = messages.filter((message) => message.role === "user").slice(-2);
    const lastTool = compat.supportsCacheControlOnTools === false ? undefined : tools?.at(-1);
    const tails = ofUser.map((message) => message.content.at(-1));
    for (const block of [lastTool, system?.at(-1), ...tails]) {
      if (block) Object.assign(block, { cache_control: cacheControl });
    }
  }
  const userId = request.metadata?.user_id;
  return {
    model: model.id,
    ...parametersOf(turn).parameters,
    ...(tools && { tools }),
    ...(system && { system }),
    messages,
    ...(request.stopSequences?.length && { stop_sequences: request.stopSequences }),
    ...(typeof userId === "string" && { metadata: { user_id: userId } }),
    stream: true,
  };
}

/** The whole schema is sent: references need its `$defs`. */
function wireTool(tool: Tool, eager: boolean): WireTool {
  return {
    name: tool.name,
    description: tool.description,
    input_schema: tool.parameters,
    ...(eager && { eager_input_streaming: true }),
  };
}

/** @see https://platform.claude.com/docs/en/build-with-claude/prompt-caching */
function cacheControlOf({ request, compat }: Turn): CacheControl | undefined {
  switch (request.cacheRetention) {
    case "none":
      return undefined;
    case "long":
      return compat.supportsLongCacheRetention === false
        ? { type: "ephemeral" }
        : { type: "ephemeral", ttl: "1h" };
    default:
      return { type: "ephemeral" };
  }
}
