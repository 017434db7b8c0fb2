import { isRecord } from "../../wire/fields.ts";
import type { RequestProblem } from "./protocol.ts";
import {
  anything,
  object,
  objects,
  oneOf,
  optional,
  pattern,
  type Rule,
  records,
  repeated,
  type Shape,
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
  let open: { path: string; ids: Set<unknown> } | undefined;
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

function* unanswered({
  path,
  ids,
}: {
  path: string;
  ids: Set<unknown>;
}): Generator<RequestProblem> {
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
  const shape = Object.hasOwn(messageShapes, String(message.role))
    ? messageShapes[String(message.role)]
    : undefined;
  if (shape === undefined) {
    yield {
      field: `${path}.role`,
      message: `Invalid value: '${message.role}'. Supported values are: ${Object.keys(messageShapes).join(", ")}.`,
    };
    return;
  }
  const required = message.role === "tool" ? ["content", "tool_call_id"] : ["content"];
  const mayBeSilent = message.role === "assistant" && "tool_calls" in message;
  yield* shapeProblems(message, `${path}.`, shape, mayBeSilent ? [] : required, extraFields);
  if (message.role === "assistant" && message.content === null && !mayBeSilent) {
    yield { field: `${path}.content`, message: "Expected a string or a list, got null." };
  }
  const partShapes = message.role === "user" ? userParts : textParts;
  for (const [index, part] of records(message.content)) {
    yield* checkPart(part, `${path}.content[${index}].`, partShapes, extraFields);
  }
  yield* checkCalls(message.tool_calls, path, extraFields);
}

function* checkPart(
  part: Record<string, unknown>,
  path: string,
  shapes: Record<string, Shape>,
  extraFields: ReadonlySet<string>,
): Generator<RequestProblem> {
  const type = String(part.type);
  const shape = Object.hasOwn(shapes, type) ? shapes[type] : undefined;
  if (shape === undefined) {
    yield {
      field: `${path}type`,
      message: `Invalid value: '${type}'. Supported values are: ${Object.keys(shapes).join(", ")}.`,
    };
    return;
  }
  const required = Object.keys(shape).filter((name) => name === type);
  yield* shapeProblems(part, path, { ...shape, type: anything }, required, extraFields);
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
const name = string;

const messageShapes: Record<string, Shape> = {
  system: { role: anything, content, name },
  developer: { role: anything, content, name },
  user: { role: anything, content, name },
  assistant: {
    role: anything,
    content: optional(content),
    name,
    refusal: optional(string),
    tool_calls: objects,
    audio: optional(object),
  },
  tool: { role: anything, content, tool_call_id: text },
};

const textParts: Record<string, Shape> = {
  text: { text, prompt_cache_breakpoint: object },
  refusal: { refusal: string },
};

const userParts: Record<string, Shape> = {
  text: { text, prompt_cache_breakpoint: object },
  image_url: { image_url: imageUrl, prompt_cache_breakpoint: object },
  input_audio: { input_audio: object },
  file: { file: object },
};

function imageUrl(value: unknown): string | undefined {
  if (!isRecord(value)) return "an object with a url";
  const isUsable = /^(https?:\/\/.+|data:image\/[a-z+.-]+;base64,[A-Za-z0-9+/]+={0,2})$/;
  return isUsable.test(String(value.url)) ? undefined : "a web address or a base64 data URL";
}
