import {
  createIncrementalJson,
  errorFromText,
  type IncrementalJson,
  type Model,
  type StreamEvent,
  type ToolCall,
} from "@argent/ai";
import { createPartialReader, type PartialReader } from "../adapters/partial-reader.ts";
import type { AssistantMessage } from "../pi-ai/types.ts";
import type { ProxyAssistantMessageEvent } from "./proxy-event.ts";

/** Rebuilds an answer from what a proxy sends of it. */
export interface ProxyReader {
  /** Takes in the events that `read` returned, and provides their `partial`. */
  readonly partials: PartialReader;
  /**
   * `undefined` for an event that only a later version knows.
   *
   * @throws Error for an event that does not fit the block it names.
   */
  read(event: ProxyAssistantMessageEvent): StreamEvent | undefined;
  /** The answer so far, with the signatures that came. */
  answer(): AssistantMessage;
}

type Block =
  | { kind: "text" | "thinking"; content: string; signature: string | undefined }
  | { kind: "toolcall"; id: string; name: string; json: IncrementalJson };

/** `now`: milliseconds since the epoch. */
export function createProxyReader(model: Model, now: number): ProxyReader {
  const partials = createPartialReader(model, now);
  const blocks: Block[] = [];

  function blockOf<Kind extends Block["kind"]>(
    event: { type: string; contentIndex: number },
    kind: Kind,
  ): Extract<Block, { kind: Kind }> {
    const block = blocks[event.contentIndex];
    if (isOfKind(block, kind)) return block;
    throw new Error(`Received ${event.type} for non-${kind} content`);
  }

  function read(event: ProxyAssistantMessageEvent): StreamEvent | undefined {
    switch (event.type) {
      case "start":
        return { type: "start", provider: model.provider, api: model.api, model: model.id };
      case "text_start":
      case "thinking_start": {
        const kind = event.type === "text_start" ? "text" : "thinking";
        blocks[event.contentIndex] = { kind, content: "", signature: undefined };
        return event;
      }
      case "toolcall_start": {
        const { type, contentIndex, id, toolName: name } = event;
        blocks[contentIndex] = { kind: "toolcall", id, name, json: createIncrementalJson() };
        return { type, contentIndex, id, name };
      }
      case "text_delta":
      case "thinking_delta":
        blockOf(event, event.type === "text_delta" ? "text" : "thinking").content += event.delta;
        return event;
      case "toolcall_delta":
        blockOf(event, "toolcall").json.push(event.delta);
        return event;
      case "text_end":
      case "thinking_end": {
        const { type, contentIndex, contentSignature } = event;
        const block = blockOf(event, type === "text_end" ? "text" : "thinking");
        block.signature = contentSignature;
        return { type, contentIndex, content: block.content };
      }
      case "toolcall_end": {
        const { id, name, json } = blockOf(event, "toolcall");
        const toolCall: ToolCall = { type: "toolCall", id, name, ...argumentsOf(json) };
        return { type: event.type, contentIndex: event.contentIndex, toolCall };
      }
      case "done": {
        const { type, reason, usage } = event;
        return { type, reason, message: { ...answer(), stopReason: reason, usage } };
      }
      case "error": {
        const { type, reason, usage, errorMessage = "The proxy reported an error." } = event;
        const error =
          reason === "aborted"
            ? { kind: "aborted" as const, retryable: false }
            : errorFromText(errorMessage, model.provider).toMessageError();
        return {
          type,
          reason,
          error: { ...answer(), stopReason: reason, errorMessage, error, usage },
        };
      }
      default:
        return undefined;
    }
  }

  function answer(): AssistantMessage {
    const message = partials.latest();
    for (const [index, content] of message.content.entries()) {
      const block = blocks[index];
      if (block?.kind === "toolcall" || block?.signature === undefined) continue;
      if (content.type === "text") content.textSignature = block.signature;
      else if (content.type === "thinking") content.thinkingSignature = block.signature;
    }
    return message;
  }

  return { partials, read, answer };
}

function isOfKind<Kind extends Block["kind"]>(
  block: Block | undefined,
  kind: Kind,
): block is Extract<Block, { kind: Kind }> {
  return block?.kind === kind;
}

/** Arguments that are not a whole JSON object are never guessed. */
function argumentsOf(json: IncrementalJson): Pick<ToolCall, "arguments" | "argumentsError"> {
  const verdict = json.end();
  const value = "value" in verdict ? verdict.value : undefined;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return { arguments: { ...value } };
  }
  const reason = "error" in verdict ? verdict.error.message : "they are no object";
  return { arguments: {}, argumentsError: `The arguments are not a JSON object (${reason}).` };
}
