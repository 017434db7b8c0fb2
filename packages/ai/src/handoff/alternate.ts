import type { HandoffModel } from "../handoff.ts";
import type { AssistantMessage, ImageContent, Message, UserMessage } from "../message.ts";
import { isOwnMessage } from "./own-message.ts";

/**
 * For vendors whose conversations are strict turns: merges neighbours of one role and lets the user begin. Others get
 * the messages as they are.
 */
export function alternate(messages: readonly Message[], model: HandoffModel): Message[] {
  if (model.api === "anthropic-messages") return turns(errorImagesApart(messages), model);
  if (model.api === "google-generative-ai") return turns(messages, model);
  return [...messages];
}

function turns(messages: readonly Message[], model: HandoffModel): Message[] {
  const runs: Message[][] = [];
  for (const message of messages) {
    const run = runs.at(-1);
    if (run?.[0]?.role === message.role && message.role !== "toolResult") run.push(message);
    else runs.push([message]);
  }
  const first = messages[0];
  const opening: Message[] =
    first?.role === "assistant"
      ? [{ role: "user", content: "(The conversation begins.)", timestamp: first.timestamp }]
      : [];
  return [...opening, ...runs.map((run) => merged(run, model)).filter((message) => !!message)];
}

function merged(run: readonly Message[], model: HandoffModel): Message | undefined {
  const last = run.at(-1);
  if (run.length === 1 || last === undefined) return last;
  if (last.role === "assistant")
    return mergedAnswers(
      run.filter((message) => message.role === "assistant"),
      last,
      model,
    );
  return mergedUsers(
    run.filter((message) => message.role === "user"),
    last.timestamp,
  );
}

function mergedUsers(run: readonly UserMessage[], timestamp: number): UserMessage {
  return {
    role: "user",
    content: run.flatMap(({ content }) =>
      typeof content === "string" ? [{ type: "text" as const, text: content }] : content,
    ),
    timestamp,
  };
}

/** The result is the model's own as soon as one of them is: only those still have thinking and signatures. */
function mergedAnswers(
  run: readonly AssistantMessage[],
  last: AssistantMessage,
  model: HandoffModel,
): AssistantMessage {
  const own = run.findLast((message) => isOwnMessage(message, model));
  return {
    ...(own ?? last),
    content: run.flatMap(({ content }) => content),
    stopReason: last.stopReason,
  };
}

/** Anthropic allows only text in a result that is an error; its images follow as the user's. */
function errorImagesApart(messages: readonly Message[]): Message[] {
  const result: Message[] = [];
  let held: ImageContent[] = [];
  let heldAt = 0;
  const release = () => {
    if (held.length === 0) return;
    const text = "Attached image(s) from tool result:";
    result.push({ role: "user", content: [{ type: "text", text }, ...held], timestamp: heldAt });
    held = [];
  };
  for (const message of messages) {
    if (message.role !== "toolResult") {
      release();
      result.push(message);
      continue;
    }
    const images = message.isError ? message.content.filter((part) => part.type === "image") : [];
    if (images.length === 0) {
      result.push(message);
      continue;
    }
    held.push(...images);
    heldAt = message.timestamp;
    const text = message.content.filter((part) => part.type === "text");
    result.push({
      ...message,
      content: text.length > 0 ? text : [{ type: "text", text: "(see attached image)" }],
    });
  }
  release();
  return result;
}
