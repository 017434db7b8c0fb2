import { emptyUsage } from "./cost.ts";
import type { StreamEvent } from "./event.ts";
import { createIncrementalJson, type IncrementalJson } from "./incremental-json.ts";
import type { AssistantContent, AssistantMessage } from "./message.ts";
import type { Model } from "./model.ts";

/** The answer so far, rebuilt from deltas. Taking in a delta is cheap; only `snapshot` copies. */
export interface PartialMessage {
  /** Takes in the next event of the stream. Terminal events change nothing: they carry the whole message themselves. */
  apply(event: StreamEvent): void;
  /** An independent copy of what has arrived; tool arguments are as complete as they can be read. */
  snapshot(): AssistantMessage;
}

type Block =
  | { type: "text"; text: string }
  | { type: "thinking"; thinking: string }
  | { type: "toolCall"; id: string; name: string; json?: IncrementalJson; unread: string }
  | { type: "finished"; content: AssistantContent };

/** Starts an empty answer of this model. `timestamp` (milliseconds since the epoch) is what its snapshots carry. */
export function createPartialMessage(model: Model, timestamp: number): PartialMessage {
  const blocks: Block[] = [];
  let responseId: string | undefined;

  return {
    apply(event) {
      switch (event.type) {
        case "start":
          responseId = event.responseId;
          break;
        case "text_start":
          blocks[event.contentIndex] = { type: "text", text: "" };
          break;
        case "thinking_start":
          blocks[event.contentIndex] = { type: "thinking", thinking: "" };
          break;
        case "toolcall_start":
          blocks[event.contentIndex] = {
            type: "toolCall",
            id: event.id,
            name: event.name,
            unread: "",
          };
          break;
        case "text_delta":
        case "thinking_delta":
        case "toolcall_delta":
          append(blocks[event.contentIndex], event.delta);
          break;
        case "toolcall_end":
          blocks[event.contentIndex] = { type: "finished", content: event.toolCall };
          break;
      }
    },
    snapshot: () => ({
      role: "assistant",
      content: blocks.map(contentOf),
      api: model.api,
      provider: model.provider,
      model: model.id,
      ...(responseId !== undefined && { responseId }),
      usage: emptyUsage(),
      stopReason: "stop",
      timestamp,
    }),
  };
}

function append(block: Block | undefined, delta: string): void {
  if (block?.type === "text") block.text += delta;
  else if (block?.type === "thinking") block.thinking += delta;
  else if (block?.type === "toolCall") block.unread += delta;
}

function contentOf(block: Block): AssistantContent {
  if (block.type === "finished") return block.content;
  if (block.type !== "toolCall") return { ...block };
  block.json ??= createIncrementalJson();
  block.json.push(block.unread);
  block.unread = "";
  return {
    type: "toolCall",
    id: block.id,
    name: block.name,
    arguments: structuredClone(block.json.value()),
  };
}
