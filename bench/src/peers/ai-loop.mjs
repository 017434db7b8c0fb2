import { generateText, jsonSchema, stepCountIs, tool } from "ai";
import { contentOf, createNoop } from "../programs/loop-script.mjs";

/** `generateText` over a scripted model; `streamText` takes longer. */
export default async function aiLoop({ turns }) {
  const noop = createNoop();
  const { description, parameters, execute } = noop.tool;
  await generateText({
    model: scriptedModel(turns),
    prompt: "Go on.",
    tools: { noop: tool({ description, inputSchema: jsonSchema(parameters), execute }) },
    stopWhen: stepCountIs(turns + 1),
  });
  return noop.calls();
}

function scriptedModel(turns) {
  let turn = 0;
  return {
    specificationVersion: "v4",
    provider: "scripted",
    modelId: "scripted",
    supportedUrls: {},
    async doGenerate() {
      const content = contentOf(turn++, turns);
      const isCall = content.type === "toolCall";
      return {
        content: [isCall ? callOf(content) : content],
        finishReason: isCall
          ? { unified: "tool-calls", raw: "tool_calls" }
          : { unified: "stop", raw: "stop" },
        usage: { inputTokens: { total: 10 }, outputTokens: { total: 10 } },
        warnings: [],
      };
    },
  };
}

function callOf({ id, name, arguments: args }) {
  return { type: "tool-call", toolCallId: id, toolName: name, input: JSON.stringify(args) };
}
