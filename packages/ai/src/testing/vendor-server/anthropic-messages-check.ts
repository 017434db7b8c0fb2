import { isRecord } from "../../wire/fields.ts";
import { claudeVersion } from "./claude-version.ts";
import type { CheckedRequest, RequestProblem } from "./protocol.ts";
import {
  anything,
  boolean,
  either,
  type Form,
  formProblems,
  listOf,
  object,
  oneOf,
  optional,
  pattern,
  records,
  repeated,
  shapeProblems,
  string,
  text,
} from "./rules.ts";

/**
 * What the Messages API refuses about a conversation: its messages, their blocks, and how calls and results go together.
 * It makes one turn of consecutive messages of one role.
 */
export function* checkAnthropicMessages({
  body: { messages },
  model,
  extraFields,
}: CheckedRequest): Generator<RequestProblem> {
  const turns: Turn[] = [];
  for (const [index, message] of records(messages)) {
    const path = `messages.${index}.`;
    const shape = {
      role: oneOf("user", "assistant", "system"),
      content: either(string, listOf(object)),
    };
    yield* shapeProblems(message, path, shape, ["role", "content"], extraFields);
    if (index === 0 && message.role !== "user" && message.role !== "system") {
      yield { field: `${path}role`, message: "The first message must use the user role." };
    }
    yield* checkContent(message, path, extraFields);
    const blocks = blocksOf(message);
    const turn = turns.at(-1);
    if (turn !== undefined && turn.role === message.role) turn.blocks.push(...blocks);
    else turns.push({ role: message.role, path, blocks });
  }
  for (const [index, turn] of turns.entries()) {
    yield* checkTurn(turn, turns[index - 1]);
    if (turn.role === "system") {
      yield* checkSystemTurn(turn, turns[index - 1], turns[index + 1], model);
    }
  }
  yield* checkLast(turns.at(-1));
}

interface Turn {
  role: unknown;
  /** Of its first message. */
  path: string;
  blocks: Record<string, unknown>[];
}

function* checkContent(
  message: Record<string, unknown>,
  path: string,
  extraFields: ReadonlySet<string>,
): Generator<RequestProblem> {
  const { content, role } = message;
  if (typeof content === "string" ? content.trim() === "" : !blocksOf(message).length) {
    yield { field: `${path}content`, message: "All messages must have non-empty content." };
  }
  for (const [index, block] of records(content)) {
    yield* checkBlock(block, `${path}content.${index}.`, String(role), extraFields);
  }
}

function* checkBlock(
  block: Record<string, unknown>,
  path: string,
  role: string,
  extraFields: ReadonlySet<string>,
): Generator<RequestProblem> {
  yield* formProblems(block, path, "type", blockForms[role] ?? userBlocks, extraFields);
  if (block.type !== "tool_result") return;
  for (const [index, inner] of records(block.content)) {
    yield* formProblems(inner, `${path}content.${index}.`, "type", resultBlocks, extraFields);
    if (block.is_error === true && inner.type !== "text") {
      yield {
        field: `${path}content.${index}`,
        message: 'All content must be of type "text" if `is_error` is true.',
      };
    }
  }
}

const cache_control = optional(object);
const callId = pattern(/^[a-zA-Z0-9_-]{1,64}$/);

const textBlock: Form = {
  shape: {
    text: pattern(/\S/, "text with more than white space"),
    cache_control,
    citations: anything,
  },
  required: ["text"],
};

const resultBlocks: Record<string, Form> = {
  text: textBlock,
  image: {
    shape: { source: imageSource, cache_control, transformations: anything },
    required: ["source"],
  },
  document: {
    shape: {
      source: object,
      title: anything,
      context: anything,
      citations: anything,
      cache_control,
    },
    required: ["source"],
  },
};

const userBlocks: Record<string, Form> = {
  ...resultBlocks,
  tool_result: {
    shape: {
      tool_use_id: callId,
      content: either(string, listOf(object)),
      is_error: boolean,
      cache_control,
    },
    required: ["tool_use_id"],
  },
};

const assistantBlocks: Record<string, Form> = {
  text: textBlock,
  thinking: {
    shape: { thinking: string, signature: text },
    required: ["thinking", "signature"],
  },
  redacted_thinking: { shape: { data: text }, required: ["data"] },
  tool_use: {
    shape: {
      id: callId,
      name: pattern(/^[a-zA-Z0-9_-]{1,200}$/),
      input: object,
      caller: object,
      cache_control,
    },
    required: ["id", "name", "input"],
  },
};

const blockForms: Record<string, Record<string, Form>> = {
  assistant: assistantBlocks,
  system: { text: textBlock },
};

function imageSource(source: unknown): string | undefined {
  if (!isRecord(source)) return "an object";
  if (source.type === "url") return text(source.url);
  if (source.type !== "base64") return 'a source of type "base64" or "url"';
  const types = ["image/jpeg", "image/png", "image/gif", "image/webp"];
  if (!types.includes(String(source.media_type))) return `a media_type of ${types.join(", ")}`;
  return /^[A-Za-z0-9+/]+={0,2}$/.test(String(source.data)) ? undefined : "data in base64";
}

/** Every call is answered in the next turn, before anything else in it, once, and nothing else is answered. */
function* checkTurn(turn: Turn, before: Turn | undefined): Generator<RequestProblem> {
  const content = `${turn.path}content`;
  const calls = idsOf(before, "tool_use", "id");
  const results = idsOf(turn, "tool_result", "tool_use_id");
  const missing = calls.filter((id) => !results.includes(id));
  if (missing.length > 0) {
    yield {
      field: turn.path.slice(0, -1),
      message: `\`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing.join(", ")}.`,
    };
  }
  for (const id of results.filter((id) => !calls.includes(id))) {
    yield {
      field: content,
      message: `unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${id}. It has no \`tool_use\` block in the previous message.`,
    };
  }
  for (const id of repeated(results)) {
    yield { field: content, message: `There is more than one \`tool_result\` for ${id}.` };
  }
  for (const id of repeated(idsOf(turn, "tool_use", "id"))) {
    yield { field: content, message: `\`tool_use\` ids must be unique; ${id} is there twice.` };
  }
  const types = turn.blocks.map((block) => block.type);
  const firstOther = types.findIndex((type) => type !== "tool_result");
  if (firstOther >= 0 && types.lastIndexOf("tool_result") > firstOther) {
    yield { field: content, message: "`tool_result` blocks must come before other content." };
  }
  if (turn.role === "assistant" && isThinking(turn.blocks.at(-1))) {
    yield {
      field: content,
      message: "The final block in an assistant message cannot be `thinking`.",
    };
  }
}

/**
 * Instructions in the middle of a conversation come between what the user says and what the model answers.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages
 */
function* checkSystemTurn(
  turn: Turn,
  before: Turn | undefined,
  after: Turn | undefined,
  model: string,
): Generator<RequestProblem> {
  const field = `${turn.path}role`;
  if (!takesSystemTurns(model)) {
    yield { field, message: "role 'system' is not supported on this model." };
  } else if (before === undefined) {
    yield { field, message: "Use the top-level `system` for the initial system prompt." };
  } else if (before.role !== "user") {
    yield { field, message: "role 'system' must follow a 'user' message." };
  } else if (after !== undefined && after.role !== "assistant") {
    yield {
      field,
      message: "role 'system' must precede an 'assistant' message or end the messages.",
    };
  }
}

/** From Opus 4.8 on, without Sonnet 5. */
function takesSystemTurns(model: string): boolean {
  const version = claudeVersion(model) ?? 0;
  return version >= 408 && !(version === 500 && model.startsWith("claude-sonnet-"));
}

/** The models of today refuse to continue a text that the caller began. */
function* checkLast(turn: Turn | undefined): Generator<RequestProblem> {
  if (turn?.role !== "assistant") return;
  yield {
    field: `${turn.path}role`,
    message: "The conversation must end with a user message; prefill is not supported.",
  };
}

function idsOf(turn: Turn | undefined, type: string, name: string): unknown[] {
  return (turn?.blocks ?? []).flatMap((block) => (block.type === type ? [block[name]] : []));
}

/** The text of a message is its only block. */
function blocksOf({ content }: Record<string, unknown>): Record<string, unknown>[] {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return records(content).map(([, block]) => block);
}

function isThinking(block: Record<string, unknown> | undefined): boolean {
  return block?.type === "thinking" || block?.type === "redacted_thinking";
}
