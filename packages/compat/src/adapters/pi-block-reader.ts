import type { StreamEvent } from "@argent/ai";
import { withoutScratchFields } from "./pi-message.ts";
import type { PiAssistantMessageEvent } from "./pi-types.ts";

/** An event of Pi's that is about one block of an answer. */
export type PiBlockEvent = Exclude<PiAssistantMessageEvent, { type: "start" | "done" | "error" }>;

/** Turns the block events of one Pi answer into ours: usually one, but a start that Pi left out comes first. */
export function createPiBlockReader(): (event: PiBlockEvent) => StreamEvent[] {
  const open = new Set<number>();

  function opening(event: PiBlockEvent): StreamEvent[] {
    if (open.has(event.contentIndex)) return [];
    const start = startOf(event);
    if (start === undefined) return [];
    open.add(event.contentIndex);
    return [start];
  }

  return (event) => {
    const { contentIndex } = event;
    switch (event.type) {
      case "text_start":
      case "thinking_start":
      case "toolcall_start":
        return opening(event);
      case "toolcall_end": {
        const toolCall = withoutScratchFields(event.toolCall);
        return [...opening(event), { type: event.type, contentIndex, toolCall }];
      }
      case "text_end":
      case "thinking_end":
        return [...opening(event), { type: event.type, contentIndex, content: event.content }];
      default:
        return [...opening(event), { type: event.type, contentIndex, delta: event.delta }];
    }
  };
}

/** The event that opens a block; none while a call has no name, which some vendors send after its start. */
function startOf(event: PiBlockEvent): StreamEvent | undefined {
  const { contentIndex } = event;
  switch (event.type) {
    case "text_start":
    case "text_delta":
    case "text_end":
      return { type: "text_start", contentIndex };
    case "thinking_start":
    case "thinking_delta":
    case "thinking_end":
      return { type: "thinking_start", contentIndex };
    case "toolcall_start": {
      const block = event.partial.content[contentIndex];
      const call = block?.type === "toolCall" ? block : { id: "", name: "" };
      const { id = call.id, toolName: name = call.name } = event;
      return name ? { type: "toolcall_start", contentIndex, id, name } : undefined;
    }
    case "toolcall_delta": {
      const block = event.partial.content[contentIndex];
      const { id, name } = block?.type === "toolCall" ? block : { id: "", name: "" };
      return { type: "toolcall_start", contentIndex, id, name };
    }
    case "toolcall_end": {
      const { id, name } = event.toolCall;
      return { type: "toolcall_start", contentIndex, id, name };
    }
  }
}
