import type { ToolChoice } from "../../tool.ts";
import { acceptsStop } from "../accepts-stop.ts";
import { acceptsTemperature } from "../accepts-temperature.ts";
import type { Turn } from "../adapter.ts";
import { promptCacheFields } from "../prompt-cache-fields.ts";
import { isStrictSchema } from "../strict-schema.ts";
import { userField } from "../user-field.ts";
import { markCacheable } from "./cache-control.ts";
import type { ChatPayload, ChatTool } from "./chat-payload.ts";
import { convertMessages } from "./convert-messages.ts";
import { thinkingParameters } from "./thinking-parameters.ts";

/**
 * The body of a Chat Completions request. Fields that an endpoint may refuse are sent only where `turn.compat` says so.
 *
 * @see https://developers.openai.com/api/reference/resources/chat/subresources/completions/methods/create
 */
export function buildPayload(turn: Turn): ChatPayload {
  const { compat, request } = turn;
  const payload: ChatPayload = {
    model: turn.model.id,
    messages: convertMessages(turn),
    ...toolFields(turn),
    ...thinkingParameters(turn),
    ...(compat.reasoningSplit && turn.model.reasoning && { reasoning_split: true }),
    ...formatField(turn),
    [compat.maxTokensField ?? "max_completion_tokens"]: turn.maxTokens,
    ...(acceptsTemperature(turn) && { temperature: request.temperature }),
    ...(request.stopSequences?.length && acceptsStop(turn) && { stop: [...request.stopSequences] }),
    ...promptCacheFields(turn),
    ...userField(turn),
    ...(compat.supportsStore && { store: false }),
    stream: true,
    ...(compat.supportsUsageInStreaming !== false && { stream_options: { include_usage: true } }),
  };
  if (compat.cacheControlFormat === "anthropic") markCacheable(payload, turn);
  return payload;
}

/** No field at all without tools: some servers refuse an empty list. */
function toolFields({ compat, request }: Turn): object {
  const { tools = [], toolChoice } = request;
  if (tools.length === 0) return {};
  return {
    tools: tools.map(
      ({ name, description, parameters }): ChatTool => ({
        type: "function",
        function: {
          name,
          description,
          parameters,
          ...(compat.supportsStrictMode && { strict: false }),
        },
      }),
    ),
    ...(toolChoice !== undefined && { tool_choice: toolChoiceOf(toolChoice) }),
    ...(compat.toolStream && { tool_stream: true }),
  };
}

function toolChoiceOf(choice: ToolChoice): unknown {
  return typeof choice === "string"
    ? choice
    : { type: "function", function: { name: choice.name } };
}

function formatField({ compat, request }: Turn): object {
  const { responseSchema } = request;
  if (responseSchema === undefined) return {};
  if (compat.responseFormat === "json_object") return { response_format: { type: "json_object" } };
  const json_schema = {
    name: "response",
    schema: responseSchema,
    ...(compat.supportsStrictMode && { strict: isStrictSchema(responseSchema) }),
  };
  return { response_format: { type: "json_schema", json_schema } };
}
