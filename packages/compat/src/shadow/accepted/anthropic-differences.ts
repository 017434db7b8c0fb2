import {
  type AcceptedDifference,
  dropUnsent,
  type Fields,
  objectOf,
  objectsOf,
} from "./accepted-difference.ts";

const api = "anthropic-messages";
const messagesOf = (body: Fields) => objectsOf(body.messages);
const blocksOf = (body: Fields) => messagesOf(body).flatMap(({ content }) => objectsOf(content));

export const anthropicDifferences: readonly AcceptedDifference[] = [
  {
    id: "joined-messages",
    api,
    reason:
      "Argent joins messages of the same role, as the vendor does with those that follow each other.",
    reconcile(pi, argent) {
      for (const body of [pi, argent]) body.messages = joined(messagesOf(body));
    },
  },
  {
    id: "earlier-marker",
    api,
    reason:
      "Argent also marks where the request before ended, which the vendor's cache finds however long the turn was; Pi only marks the end.",
    reconcile(_, argent) {
      const ofUser = messagesOf(argent).filter(({ role }) => role === "user");
      for (const { content } of ofUser.slice(0, -1)) {
        for (const block of objectsOf(content)) delete block.cache_control;
      }
    },
  },
  {
    id: "foreign-thinking",
    api,
    reason:
      "Pi turns the thinking of another model into text that the model said; Argent drops it.",
    reconcile(pi, _, { foreignThoughts }) {
      for (const message of messagesOf(pi)) {
        if (message.role !== "assistant") continue;
        message.content = objectsOf(message.content).filter(
          ({ type, text }) => type !== "text" || !foreignThoughts.has(String(text)),
        );
      }
    },
  },
  {
    id: "result-text",
    api,
    reason:
      "A tool's text is a string in Pi and a list with one text in Argent, which is the same.",
    reconcile(pi, argent) {
      for (const block of [...blocksOf(pi), ...blocksOf(argent)]) {
        const { type, content } = block;
        if (type === "tool_result" && typeof content === "string")
          block.content = [{ type: "text", text: content }];
      }
    },
  },
  {
    id: "result-success",
    api,
    reason: "Pi says of every result that it is no failure; Argent says nothing, which means it.",
    reconcile(pi) {
      for (const block of blocksOf(pi)) if (block.is_error === false) delete block.is_error;
    },
  },
  {
    id: "no-required-fields",
    api,
    reason: "Pi lists the required fields of a tool that has none.",
    reconcile(pi) {
      for (const tool of objectsOf(pi.tools)) {
        const schema = objectOf(tool.input_schema);
        if (Array.isArray(schema.required) && schema.required.length === 0) delete schema.required;
      }
    },
  },
  {
    id: "whole-schema",
    api,
    reason:
      "Pi sends the type, the properties and the required fields of a tool; Argent its whole schema, so that references and closed objects hold.",
    reconcile(pi, argent) {
      const known = new Set(["type", "properties", "required"]);
      for (const [index, tool] of objectsOf(argent.tools).entries()) {
        const schema = objectOf(tool.input_schema);
        const reduced = objectOf(objectsOf(pi.tools)[index]?.input_schema);
        for (const name of Object.keys(schema))
          if (!known.has(name) && reduced[name] === undefined) delete schema[name];
      }
    },
  },
  {
    id: "thinking-display",
    api,
    reason: "Pi asks for summarised thinking by its name; it is what the vendor does unasked.",
    reconcile(pi, argent) {
      dropUnsent(objectOf(pi.thinking), objectOf(argent.thinking), "display", "summarized");
    },
  },
];

function joined(messages: readonly Fields[]): Fields[] {
  const result: Fields[] = [];
  for (const { role, content, ...rest } of messages) {
    const blocks = typeof content === "string" ? [{ type: "text", text: content }] : content;
    const last = result.at(-1);
    if (last !== undefined && last.role === role) {
      last.content = [...objectsOf(last.content), ...objectsOf(blocks)];
    } else {
      result.push({ role, content: blocks, ...rest });
    }
  }
  return result;
}
