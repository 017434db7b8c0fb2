import { thinkingWord } from "../../thinking.ts";
import type { ToolChoice } from "../../tool.ts";
import { acceptsTemperature } from "../accepts-temperature.ts";
import type { Turn } from "../adapter.ts";
import { promptCacheFields } from "../prompt-cache-fields.ts";
import { isStrictSchema } from "../strict-schema.ts";
import { userField } from "../user-field.ts";
import { inputItems } from "./input-items.ts";

/** The server refuses less. */
const leastOutputTokens = 16;

/**
 * The body of `POST /responses`. Nothing is stored by the vendor; reasoning travels encrypted. Reads of `Compat`:
 * `supportsDeveloperRole`, `supportsImagesInToolResults`, `supportsTemperature`, `reasoningRefusesTemperature`,
 * `supportsPromptCacheKey`, `supportsLongCacheRetention`, `longCacheTtl`, `supportsStrictMode`, `userField`,
 * `thinkingFormat: "none"`.
 *
 * @see https://platform.openai.com/docs/api-reference/responses/create
 */
export function responsesPayload(turn: Turn): object {
  const { request, model, compat } = turn;
  const { tools, toolChoice, responseSchema } = request;
  const hasTools = tools !== undefined && tools.length > 0;
  return {
    model: model.id,
    input: inputItems(turn),
    stream: true,
    store: false,
    max_output_tokens: Math.max(leastOutputTokens, turn.maxTokens),
    ...(hasTools && {
      tools: tools.map(({ name, description, parameters }) => ({
        type: "function",
        name,
        description,
        parameters,
        strict: false, // the server's default is strict, which few schemas satisfy
      })),
      ...(toolChoice !== undefined && { tool_choice: choiceOf(toolChoice) }),
    }),
    ...(acceptsTemperature(turn) && { temperature: request.temperature }),
    ...(responseSchema && {
      text: {
        format: {
          type: "json_schema",
          name: "response",
          schema: responseSchema,
          strict: compat.supportsStrictMode !== false && isStrictSchema(responseSchema),
        },
      },
    }),
    ...(model.reasoning && {
      include: ["reasoning.encrypted_content"],
      ...reasoningOf(turn),
    }),
    ...promptCacheFields(turn),
    ...userField(turn),
  };
}

function choiceOf(choice: ToolChoice): unknown {
  return typeof choice === "string" ? choice : { type: "function", name: choice.name };
}

/** Off is sent in the model's own word for it; a model without one is not told anything, as it would refuse. */
function reasoningOf({ model, compat, thinking }: Turn): { reasoning?: object } {
  if (compat.thinkingFormat === "none") return {};
  if (thinking !== "off") {
    return { reasoning: { effort: thinkingWord(model, thinking), summary: "auto" } };
  }
  const off = model.thinkingLevels?.off;
  return off ? { reasoning: { effort: off } } : {};
}
