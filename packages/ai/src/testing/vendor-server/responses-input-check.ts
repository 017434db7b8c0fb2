import type { RequestProblem } from "./protocol.ts";
import {
  anything,
  either,
  type Form,
  formProblems,
  listOf,
  object,
  objects,
  oneOf,
  optional,
  pattern,
  type Rule,
  records,
  repeated,
  string,
  text,
} from "./rules.ts";

export interface InputContext {
  /** Without a store an item lives only in what the client sends back. */
  isStored: boolean;
  extraFields: ReadonlySet<string>;
}

/** What the Responses API refuses about its input: its items, their ids, and how calls, results and thoughts go together. */
export function* checkResponsesInput(
  input: unknown,
  context: InputContext,
): Generator<RequestProblem> {
  const items = records(input).map(([, item]) => item);
  for (const [index, item] of items.entries()) {
    const path = `input[${index}]`;
    yield* checkItem(item, path, context);
    if (item.type === "reasoning") yield* checkFollower(items, index, path);
  }
  yield* checkPairs(items);
  const ids = items.flatMap((item) => (typeof item.id === "string" ? [item.id] : []));
  for (const id of repeated(ids)) {
    yield {
      field: "input",
      message: `Duplicate item found with id ${id}. Remove duplicate items.`,
    };
  }
}

function* checkItem(
  item: Record<string, unknown>,
  path: string,
  { isStored, extraFields }: InputContext,
): Generator<RequestProblem> {
  const { type = "message" } = item;
  yield* formProblems({ ...item, type }, `${path}.`, "type", itemForms, extraFields);
  if (type === "message") {
    const parts = item.role === "assistant" ? outputParts : inputParts;
    yield* checkParts(item.content, `${path}.content`, parts, extraFields);
  }
  if (type === "function_call_output") {
    yield* checkParts(item.output, `${path}.output`, inputParts, extraFields);
  }
  if (type === "reasoning" && !isStored && typeof item.encrypted_content !== "string") {
    yield {
      field: path,
      message: `Item with id '${item.id}' not found. Items are not persisted when \`store\` is set to false; send it with its encrypted_content.`,
    };
  }
}

/** A thought is worthless, and refused, without what it led to. */
function* checkFollower(
  items: Record<string, unknown>[],
  index: number,
  path: string,
): Generator<RequestProblem> {
  const follower = items.slice(index + 1).find((item) => item.type !== "reasoning");
  const isOutput = follower?.type === "function_call" || follower?.role === "assistant";
  if (!isOutput) {
    yield {
      field: path,
      message: `Item '${items[index]?.id}' of type 'reasoning' was provided without its required following item.`,
    };
  }
}

function* checkPairs(items: Record<string, unknown>[]): Generator<RequestProblem> {
  const calls = new Set<unknown>();
  const answered = new Set<unknown>();
  for (const [index, item] of items.entries()) {
    const field = `input[${index}].call_id`;
    if (item.type === "function_call") {
      if (calls.has(item.call_id)) {
        yield { field, message: `Duplicate call_id ${item.call_id}.` };
      }
      calls.add(item.call_id);
    }
    if (item.type !== "function_call_output") continue;
    if (!calls.has(item.call_id)) {
      yield {
        field,
        message: `No tool call found for function call output with call_id ${item.call_id}.`,
      };
    } else if (answered.has(item.call_id)) {
      yield { field, message: `There is more than one output for call_id ${item.call_id}.` };
    }
    answered.add(item.call_id);
  }
  for (const id of calls) {
    if (!answered.has(id)) {
      yield { field: "input", message: `No tool output found for function call ${id}.` };
    }
  }
}

function* checkParts(
  list: unknown,
  path: string,
  parts: Readonly<Record<string, Form>>,
  extraFields: ReadonlySet<string>,
): Generator<RequestProblem> {
  for (const [index, part] of records(list)) {
    yield* formProblems(part, `${path}[${index}].`, "type", parts, extraFields);
  }
}

/** Ids begin as the vendor's do; a call's `call_…` is not an item's id. */
function itemId(prefix: string): Rule {
  const expression = new RegExp(`^(?=.{1,64}$)${prefix}_.+$`);
  return pattern(expression, `an id of at most 64 characters that begins with '${prefix}_'`);
}

const status = optional(oneOf("in_progress", "completed", "incomplete"));
const callId = pattern(/^.{1,64}$/s, "an id of 1 to 64 characters");

const itemForms: Record<string, Form> = {
  message: {
    shape: {
      id: itemId("msg"),
      status,
      role: oneOf("user", "assistant", "system", "developer"),
      content: either(string, objects),
      phase: optional(oneOf("commentary", "final_answer")),
    },
    required: ["role", "content"],
  },
  function_call: {
    shape: {
      id: optional(itemId("fc")),
      status,
      call_id: callId,
      name: pattern(/^[a-zA-Z0-9_-]{1,64}$/),
      arguments: string,
      namespace: string,
      async: anything,
      caller: anything,
    },
    required: ["call_id", "name", "arguments"],
  },
  function_call_output: {
    shape: {
      id: optional(string),
      status,
      call_id: callId,
      output: either(string, objects),
      name: anything,
      namespace: anything,
      caller: anything,
    },
    required: ["call_id", "output"],
  },
  reasoning: {
    shape: {
      id: itemId("rs"),
      status,
      summary: listOf(object),
      content: optional(listOf(object)),
      encrypted_content: optional(text),
    },
    required: ["id", "summary"],
  },
  item_reference: { shape: { id: text }, required: ["id"] },
};

const inputParts: Record<string, Form> = {
  input_text: { shape: { text: string, prompt_cache_breakpoint: anything }, required: ["text"] },
  input_image: {
    shape: {
      image_url: optional(
        pattern(
          /^(https?:\/\/.+|data:image\/[a-z+.-]+;base64,[A-Za-z0-9+/]+={0,2})$/,
          "a web address or a base64 data URL",
        ),
      ),
      file_id: optional(text),
      detail: oneOf("auto", "low", "high", "original"),
      prompt_cache_breakpoint: anything,
    },
  },
  input_file: {
    shape: { file_id: anything, file_data: anything, file_url: anything, filename: anything },
  },
};

const outputParts: Record<string, Form> = {
  output_text: {
    shape: { text: string, annotations: listOf(object), logprobs: anything },
    required: ["text"],
  },
  refusal: { shape: { refusal: string }, required: ["refusal"] },
};
