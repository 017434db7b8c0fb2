import assert from "node:assert/strict";
import type { BlockEndEvent, StreamEvent, TerminalEvent, ToolCallEndEvent } from "../event.ts";
import type { AssistantMessage } from "../message.ts";

/**
 * Holds a finished stream against the contract of `StreamEvent`: `start` first, blocks opened in order and closed
 * once, deltas that add up, and exactly one terminal event. Returns that event.
 *
 * @throws AssertionError that names the rule.
 */
export function checkEvents(events: readonly StreamEvent[]): TerminalEvent {
  const last = events.at(-1);
  assert(last !== undefined, "A stream has at least one event.");
  assert(isTerminal(last), `The last event must be done or error; it is ${last.type}.`);
  assert.equal(events.filter(isTerminal).length, 1, "A stream has exactly one terminal event.");
  const starts = events.filter((event) => event.type === "start").length;
  assert(starts <= 1, "A stream starts once.");
  if (events.length > 1) assert.equal(events[0]?.type, "start", "The first event is start.");
  const message = last.type === "done" ? last.message : last.error;
  assert.equal(message.stopReason, last.reason, "The terminal event and its message agree.");
  checkBlocks(events, message, last.type === "done");
  return last;
}

export function isTerminal(event: StreamEvent): event is TerminalEvent {
  return event.type === "done" || event.type === "error";
}

/** What the events say about one block. */
interface SeenBlock {
  kind: string;
  deltas: string;
  isOpen: boolean;
}

function checkBlocks(
  events: readonly StreamEvent[],
  message: AssistantMessage,
  isComplete: boolean,
): void {
  const seen: SeenBlock[] = [];
  for (const event of events) {
    switch (event.type) {
      case "text_start":
      case "thinking_start":
      case "toolcall_start":
        assert.equal(event.contentIndex, seen.length, "A block opens at the next contentIndex.");
        seen.push({ kind: kindOf(event), deltas: "", isOpen: true });
        break;
      case "text_delta":
      case "thinking_delta":
      case "toolcall_delta":
        openBlock(seen, event).deltas += event.delta;
        break;
      case "text_end":
      case "thinking_end":
      case "toolcall_end":
        checkEnd(event, openBlock(seen, event), message);
        break;
    }
  }
  assert.equal(seen.length, message.content.length, "Every block of the message was opened.");
  for (const [index, block] of seen.entries()) {
    if (isComplete) assert(!block.isOpen, `The block at ${index} was never closed.`);
    checkContent(block, message.content[index]);
  }
}

type BlockEvent = Extract<StreamEvent, { contentIndex: number }>;

function kindOf(event: BlockEvent): string {
  return event.type.slice(0, event.type.indexOf("_"));
}

/** The block that an event belongs to, which must be open and of its kind. */
function openBlock(seen: readonly SeenBlock[], event: BlockEvent): SeenBlock {
  const place = `${event.type} at ${event.contentIndex}`;
  const block = seen[event.contentIndex];
  assert(block !== undefined, `${place} comes before its start.`);
  assert.equal(block.kind, kindOf(event), `${place} does not match its start.`);
  assert(block.isOpen, `${place} comes after its end.`);
  return block;
}

function checkEnd(
  event: BlockEndEvent | ToolCallEndEvent,
  block: SeenBlock,
  message: AssistantMessage,
): void {
  block.isOpen = false;
  if (event.type === "toolcall_end") {
    assert.deepEqual(event.toolCall, message.content[event.contentIndex]);
  } else {
    assert.equal(event.content, block.deltas, `${event.type} must repeat what its deltas said.`);
  }
}

function checkContent(block: SeenBlock, content: AssistantMessage["content"][number] | undefined) {
  switch (content?.type) {
    case "text":
      assert.equal(block.kind, "text");
      assert.equal(content.text, block.deltas, "The text is what its deltas said.");
      break;
    case "thinking":
      assert.equal(block.kind, "thinking");
      assert.equal(content.thinking, block.deltas, "The thinking is what its deltas said.");
      break;
    case "toolCall":
      assert.equal(block.kind, "toolcall");
      if (content.argumentsError === undefined && !block.isOpen) {
        const said: unknown = block.deltas.trim() === "" ? {} : JSON.parse(block.deltas);
        assert.deepEqual(content.arguments, said, "The arguments are what their deltas said.");
      }
      break;
    default:
      assert.fail("A block that was opened is not in the message.");
  }
}
