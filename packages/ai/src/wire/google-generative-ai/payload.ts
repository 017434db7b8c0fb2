import { thinkingBudget, thinkingWord } from "../../thinking.ts";
import type { ToolChoice } from "../../tool.ts";
import type { Turn } from "../adapter.ts";
import { type Content, contentsOf } from "./contents.ts";
import { geminiTraits } from "./gemini-traits.ts";

/** What the SDK's `generateContentStream` takes; it puts the fields of `config` where the service wants them. */
export interface GooglePayload {
  model: string;
  contents: Content[];
  config: Record<string, unknown>;
}

/**
 * Reads what `geminiTraits` reads, and `supportsStore` of `Compat` (here by default `true`): unless told not to, new
 * projects store what is sent.
 *
 * @see https://ai.google.dev/api/generate-content
 */
export function googlePayload(turn: Turn): GooglePayload {
  const { request, compat } = turn;
  const { systemPrompt, tools, toolChoice, temperature, stopSequences, responseSchema } = request;
  const hasTools = tools !== undefined && tools.length > 0;
  const traits = geminiTraits(turn);
  return {
    model: turn.model.id,
    contents: contentsOf(turn),
    config: {
      ...(systemPrompt && { systemInstruction: { parts: [{ text: systemPrompt }] } }),
      ...(hasTools && {
        tools: [
          {
            functionDeclarations: tools.map(({ name, description, parameters }) => ({
              name,
              description,
              parametersJsonSchema: parameters,
            })),
          },
        ],
        ...(toolChoice !== undefined && {
          toolConfig: { functionCallingConfig: callingConfig(toolChoice) },
        }),
      }),
      maxOutputTokens: turn.maxTokens,
      ...(temperature !== undefined && traits.temperature && { temperature }),
      ...(stopSequences?.length && { stopSequences: [...stopSequences] }),
      ...(responseSchema && {
        responseMimeType: "application/json",
        responseJsonSchema: responseSchema,
      }),
      ...(turn.model.reasoning && thinkingConfig(turn, traits.thinkingLevels)),
      ...(compat.supportsStore !== false && { store: false }),
    },
  };
}

function callingConfig(choice: ToolChoice): object {
  switch (choice) {
    case "auto":
      return { mode: "AUTO" };
    case "none":
      return { mode: "NONE" };
    case "required":
      return { mode: "ANY" };
    default:
      return { mode: "ANY", allowedFunctionNames: [choice.name] };
  }
}

/**
 * A budget is the request's own, else the model's word where that is a number, else the usual one. Off is a budget of
 * zero, or the model's word for it; a model of levels without one is not told anything.
 */
function thinkingConfig({ model, request, thinking, maxTokens }: Turn, levels: boolean): object {
  if (thinking === "off") {
    const off = model.thinkingLevels?.off;
    if (!levels) return { thinkingConfig: { thinkingBudget: 0 } };
    return off ? { thinkingConfig: { thinkingLevel: off.toUpperCase() } } : {};
  }
  const word = thinkingWord(model, thinking);
  if (levels) {
    return { thinkingConfig: { includeThoughts: true, thinkingLevel: word.toUpperCase() } };
  }
  const ofModel = Number(word);
  const budgets = {
    ...(Number.isInteger(ofModel) && { [thinking]: ofModel }),
    ...request.thinkingBudgets,
  };
  return {
    thinkingConfig: {
      includeThoughts: true,
      thinkingBudget: thinkingBudget(thinking, maxTokens, budgets),
    },
  };
}
