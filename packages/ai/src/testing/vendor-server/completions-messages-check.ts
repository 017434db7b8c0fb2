import { isRecord } from "../../wire/fields.ts";
import type { RequestProblem } from "./protocol.ts";
import {
  expected,
  type Form,
  formProblems,
  object,
  objects,
  oneOf,
  optional,
  pattern,
  type Rule,
  records,
  repeated,
  shapeProblems,
  string,
  text,
} from "./rules.ts";

/** What the Chat Completions API refuses about a conversation. */
export function* checkCompletionsMessages(
  messages: unknown,
  extraFields: ReadonlySet<string>,
): Generator<RequestProblem> {
  /** The calls that wait for their results, and who made them. */
  let open: OpenCalls | undefined;
  for (const [index, message] of records(messages)) {
    const path = `messages[${index}]`;
    yield* checkMessage(message, path, extraFields);
    if (message.role === "tool") {
      const id = message.tool_call_id;
      if (!open?.ids.delete(id)) {
        yield {
          field: `${path}.tool_call_id`,
          message: `Messages with role 'tool' must be a response to a preceding message with 'tool_calls', each once; '${id}' is not open.`,
        };
      }
      continue;
    }
    if (open !== undefined) yield* unanswered(open);
    const calls = records(message.tool_calls).map(([, call]) => call.id);
    open = calls.length > 0 ? { path, ids: new Set(calls) } : undefined;
  }
  if (open !== undefined) yield* unanswered(open);
}

interface OpenCalls {
  path: string;
  ids: Set<unknown>;
}

function* unanswered({ path, ids }: OpenCalls): Generator<RequestProblem> {
  if (ids.size === 0) return;
  yield {
    field: path,
    message: `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${[...ids].join(", ")}`,
  };
}

function* checkMessage(
  message: Record<string, unknown>,
  path: string,
  extraFields: ReadonlySet<string>,
): Generator<RequestProblem> {
  yield* formProblems(message, `${path}.`, "role", messageForms, extraFields);
  const mayBeSilent = message.role !== "assistant" || "tool_calls" in message;
  if (!mayBeSilent && (message.content ?? null) === null) {
    yield { field: `${path}.content`, message: expected("a string or a list", message.content) };
  }
  const parts = message.role === "user" ? userParts : textParts;
  for (const [index, part] of records(message.content)) {
    yield* formProblems(part, `${path}.content[${index}].`, "type", parts, extraFields);
  }
  yield* checkCalls(message.tool_calls, path, extraFields);
}

function* checkCalls(
  calls: unknown,
  path: string,
  extraFields: ReadonlySet<string>,
): Generator<RequestProblem> {
  const entries = records(calls);
  for (const [index, call] of entries) {
    const place = `${path}.tool_calls[${index}].`;
    const shape = {
      id: pattern(/^.{1,40}$/s, "an id of 1 to 40 characters"),
      type: oneOf("function"),
      function: object,
    };
    yield* shapeProblems(call, place, shape, ["id", "type", "function"], extraFields);
    if (!isRecord(call.function)) continue;
    const functionShape = { name: pattern(/^[a-zA-Z0-9_-]{1,64}$/), arguments: string };
    const required = ["name", "arguments"];
    yield* shapeProblems(call.function, `${place}function.`, functionShape, required, extraFields);
  }
  for (const id of repeated(entries.map(([, call]) => call.id))) {
    yield { field: `${path}.tool_calls`, message: `Duplicate tool call id '${id}'.` };
  }
}

const content: Rule = (value) =>
  typeof value === "string" || objects(value) === undefined
    ? undefined
    : "a string or a list of parts that is not empty";

const spoken: Form = { shape: { content, name: string }, required: ["content"] };

const messageForms: Record<string, Form> = {
  system: spoken,
  developer: spoken,
  user: spoken,
  assistant: {
    shape: {
      content: optional(content),
      name: string,
      refusal: optional(string),
      tool_calls: objects,
      audio: optional(object),
    },
  },
  tool: { shape: { content, tool_call_id: text }, required: ["content", "tool_call_id"] },
};

const textPart: Form = { shape: { text, prompt_cache_breakpoint: object }, required: ["text"] };

const textParts: Record<string, Form> = {
  text: textPart,
  refusal: { shape: { refusal: string }, required: ["refusal"] },
};

const userParts: Record<string, Form> = {
  text: textPart,
  image_url: {
    shape: { image_url: imageUrl, prompt_cache_breakpoint: object },
    required: ["image_url"],
  },
  input_audio: { shape: { input_audio: object }, required: ["input_audio"] },
  file: { shape: { file: object }, required: ["file"] },
};

function imageUrl(value: unknown): string | undefined {
  if (!isRecord(value)) return "an object with a url";
  const isUsable = /^(https?:\/\/.+|data:image\/[a-z+.-]+;base64,[A-Za-z0-9+/]+={0,2})$/;
  return isUsable.test(String(value.url)) ? undefined : "a web address or a base64 data URL";
}
