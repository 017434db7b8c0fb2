import { calculateCost, emptyUsage } from "../cost.ts";
import type { AiError } from "../error.ts";
import { failed } from "../error-event.ts";
import type { StreamEvent } from "../event.ts";
import type { AssistantMessage, Usage } from "../message.ts";
import type { Model } from "../model.ts";
import { newCallId } from "./new-call-id.ts";
import { parseToolArguments } from "./tool-arguments.ts";

export interface MessageBuilderOptions {
  model: Model;
  emit: (event: StreamEvent) => void;
  now: () => number;
}

/** Token counts as a decoder knows them; what it does not name is zero. */
export type UsageCounts = Partial<Omit<Usage, "cost">> & { totalFromProvider?: number | undefined };

/**
 * Assembles one answer and emits its events. It owns the order: `start` first, blocks opened before their deltas and
 * closed once, and exactly one terminal event, after which every call is ignored.
 */
export class MessageBuilder {
  readonly message: AssistantMessage;
  finished = false;

  readonly #model: Model;
  readonly #emit: (event: StreamEvent) => void;
  readonly #open = new Set<number>();
  /** Raw argument text of tool calls, by content index. */
  readonly #raw: string[] = [];
  readonly #callIds = new Set<string>();
  #started = false;

  constructor(options: MessageBuilderOptions) {
    this.#model = options.model;
    this.#emit = options.emit;
    this.message = {
      role: "assistant",
      content: [],
      api: options.model.api,
      provider: options.model.provider,
      model: options.model.id,
      usage: emptyUsage(),
      stopReason: "stop",
      timestamp: options.now(),
    };
  }

  /** Says that the vendor answers. Further calls only fill in what is still unknown. */
  start(info: { responseId?: string | undefined; responseModel?: string | undefined } = {}): void {
    if (this.finished) return;
    const { message } = this;
    if (info.responseId) message.responseId ??= info.responseId;
    if (info.responseModel && info.responseModel !== message.model) {
      message.responseModel ??= info.responseModel;
    }
    if (this.#started) return;
    this.#started = true;
    this.#emit({
      type: "start",
      provider: message.provider,
      api: message.api,
      model: message.model,
      ...(message.responseId !== undefined && { responseId: message.responseId }),
    });
  }

  /** Opens a text block and returns its content index. */
  startText(): number {
    const contentIndex = this.#push({ type: "text", text: "" });
    if (contentIndex >= 0) this.#emit({ type: "text_start", contentIndex });
    return contentIndex;
  }

  /** Opens a thinking block and returns its content index. */
  startThinking(): number {
    const contentIndex = this.#push({ type: "thinking", thinking: "" });
    if (contentIndex >= 0) this.#emit({ type: "thinking_start", contentIndex });
    return contentIndex;
  }

  /** Opens a tool call and returns its content index. Without an `id`, or with one that is taken, it gets one of its own. */
  startToolCall(givenId: string | undefined, name: string): number {
    const id = givenId && !this.#callIds.has(givenId) ? givenId : newCallId();
    this.#callIds.add(id);
    const contentIndex = this.#push({ type: "toolCall", id, name, arguments: {} });
    if (contentIndex >= 0) {
      this.#raw[contentIndex] = "";
      this.#emit({ type: "toolcall_start", contentIndex, id, name });
    }
    return contentIndex;
  }

  /** Appends to an open block. Empty deltas are dropped. */
  delta(contentIndex: number, delta: string): void {
    if (delta === "" || this.finished) return;
    const block = this.message.content[contentIndex];
    if (block === undefined || !this.#open.has(contentIndex)) return;
    if (block.type === "text") {
      block.text += delta;
      this.#emit({ type: "text_delta", contentIndex, delta });
    } else if (block.type === "thinking") {
      block.thinking += delta;
      this.#emit({ type: "thinking_delta", contentIndex, delta });
    } else {
      this.#raw[contentIndex] += delta;
      this.#emit({ type: "toolcall_delta", contentIndex, delta });
    }
  }

  /** The argument text of a tool call so far. */
  rawArguments(contentIndex: number): string {
    return this.#raw[contentIndex] ?? "";
  }

  /** Closes a block; a tool call's arguments are parsed strictly, and never guessed. */
  end(contentIndex: number): void {
    if (this.finished || !this.#open.delete(contentIndex)) return;
    const block = this.message.content[contentIndex];
    if (block === undefined) return;
    if (block.type === "text") {
      this.#emit({ type: "text_end", contentIndex, content: block.text });
    } else if (block.type === "thinking") {
      this.#emit({ type: "thinking_end", contentIndex, content: block.thinking });
    } else {
      Object.assign(block, parseToolArguments(this.rawArguments(contentIndex)));
      this.#emit({ type: "toolcall_end", contentIndex, toolCall: block });
    }
  }

  isOpen(contentIndex: number): boolean {
    return this.#open.has(contentIndex);
  }

  /** Replaces the counts; `totalTokens` is the sum of the four unless the vendor gives its own. */
  setUsage(counts: UsageCounts): void {
    const { totalFromProvider, ...tokens } = counts;
    const usage = { ...emptyUsage(), ...tokens };
    usage.totalTokens =
      counts.totalTokens ?? usage.input + usage.output + usage.cacheRead + usage.cacheWrite;
    usage.cost = calculateCost(this.#model, usage, totalFromProvider);
    this.message.usage = usage;
  }

  /** Names something that was asked for and could not be given. */
  warn(text: string): void {
    this.message.warnings = [...(this.message.warnings ?? []), text];
  }

  /** Closes what is open and ends the answer. */
  finish(reason: "stop" | "length" | "toolUse"): void {
    if (this.finished) return;
    this.start();
    for (const contentIndex of [...this.#open]) this.end(contentIndex);
    const stopReason = this.#settledReason(reason);
    this.message.stopReason = stopReason;
    this.finished = true;
    this.#emit({ type: "done", reason: stopReason, message: this.message });
  }

  /** Ends the answer with an error; what arrived stays in the message. */
  fail(error: AiError): void {
    if (this.finished) return;
    for (const contentIndex of this.#open) this.#settleToolCall(contentIndex);
    this.finished = true;
    this.#emit(failed(this.message, error));
  }

  #push(block: AssistantMessage["content"][number]): number {
    if (this.finished) return -1;
    this.start();
    const contentIndex = this.message.content.push(block) - 1;
    this.#open.add(contentIndex);
    return contentIndex;
  }

  /** A call cut off by the failure keeps no half arguments. */
  #settleToolCall(contentIndex: number): void {
    const block = this.message.content[contentIndex];
    if (block?.type !== "toolCall") return;
    block.argumentsError = "The answer broke off before the arguments were complete.";
  }

  /** Some vendors say "stop" beside tool calls. A call that was announced and is not there is not made a stop of. */
  #settledReason(reason: "stop" | "length" | "toolUse"): "stop" | "length" | "toolUse" {
    if (reason === "length") return reason;
    return this.message.content.some((block) => block.type === "toolCall") ? "toolUse" : reason;
  }
}
