import { errorFromParts } from "../../vendor-error.ts";
import type { Decoder } from "../adapter.ts";
import {
  arrayField,
  arrayOf,
  type Fields,
  isRecord,
  recordField,
  recordOf,
  stringField,
} from "../fields.ts";
import type { MessageBuilder } from "../message-builder.ts";
import { newCallId } from "../new-call-id.ts";
import { serverToolText } from "../server-tool-text.ts";
import { finishResponse } from "./finish-response.ts";
import { itemType, type OutputItem, OutputItems } from "./output-items.ts";
import { encodeTextSignature } from "./text-signature.ts";

/**
 * Reads the events of a response. Text and arguments that come whole count only if no delta brought them before, so
 * that what a server says twice is kept once.
 *
 * @see https://platform.openai.com/docs/api-reference/responses-streaming
 */
export class ResponsesDecoder implements Decoder {
  readonly #builder: MessageBuilder;
  readonly #items = new OutputItems();
  #refusal = "";

  constructor(builder: MessageBuilder) {
    this.#builder = builder;
  }

  event(payload: unknown): void {
    const event = recordOf(payload);
    switch (event.type) {
      case "response.output_text.delta":
        this.#append(event, "message", event.delta);
        break;
      case "response.function_call_arguments.delta":
        this.#appendArguments(event);
        break;
      case "response.reasoning_summary_text.delta":
      case "response.reasoning_text.delta":
        this.#append(event, "reasoning", event.delta);
        break;
      case "response.output_text.done":
        this.#appendMissing(event, "message");
        break;
      case "response.reasoning_summary_text.done":
      case "response.reasoning_text.done":
        this.#appendMissing(event, "reasoning");
        break;
      case "response.function_call_arguments.done":
        this.#completeArguments(event);
        break;
      case "response.refusal.delta":
        this.#refusal += stringField(event, "delta") ?? "";
        break;
      case "response.output_item.added":
        this.#added(recordField(event, "item"), event.output_index);
        break;
      case "response.output_item.done":
        this.#done(recordField(event, "item"), event.output_index);
        break;
      default:
        this.#takeState(event);
    }
  }

  whole(payload: unknown): void {
    const response = recordOf(payload);
    if (Array.isArray(response.output)) this.#settle(response, "completed");
  }

  /** Nothing to do: a body that ends before a closing event is broken. */
  end(): void {}

  #takeState(event: Fields): void {
    const { type } = event;
    if (type === "error" || (type === undefined && event.error)) {
      this.#builder.fail(errorFromParts({ body: event, provider: this.#builder.message.provider }));
    } else if (typeof type === "string" && isRecord(event.response)) {
      const status = type.slice("response.".length);
      if (closing.has(status)) this.#settle(event.response, status);
      else this.#start(event.response);
    }
  }

  #start(response: Fields): void {
    this.#builder.start({
      responseId: stringField(response, "id"),
      responseModel: stringField(response, "model"),
    });
  }

  #added(fields: Fields, outputIndex: unknown): void {
    const item = this.#items.add(fields, outputIndex);
    if (item.type === "function_call") this.#openCall(item, fields);
  }

  #append(event: Fields, type: "message" | "reasoning", delta: unknown): void {
    if (typeof delta !== "string" || delta === "") return;
    const item =
      this.#items.find(type, event.output_index, event.item_id) ??
      this.#items.add({ type, id: event.item_id }, event.output_index);
    if (type === "reasoning") {
      const source = event.summary_index === undefined ? "text" : "summary";
      item.source ??= source;
      if (item.source !== source) return;
    }
    if (item.contentIndex < 0) this.#open(item);
    const part = partOf(event);
    if (part !== item.part) this.#nextPart(item, part);
    item.partHasText = true;
    this.#builder.delta(item.contentIndex, delta);
  }

  /** The whole text of a part. */
  #appendMissing(event: Fields, type: "message" | "reasoning"): void {
    const part = partOf(event);
    const item = this.#items.find(type, event.output_index, event.item_id);
    const samePart = part === item?.part || part === undefined || item?.part === undefined;
    if (item?.closed || (item?.partHasText && samePart)) return;
    this.#append(event, type, event.text);
  }

  #appendArguments(event: Fields): void {
    const item = this.#items.find("function_call", event.output_index, event.item_id);
    if (item === undefined || typeof event.delta !== "string") return;
    this.#builder.delta(item.contentIndex, event.delta);
  }

  #completeArguments(event: Fields): void {
    const item = this.#items.find("function_call", event.output_index, event.item_id);
    if (item === undefined) return;
    this.#openCall(item, event);
    if (this.#builder.rawArguments(item.contentIndex) !== "") return;
    this.#builder.delta(item.contentIndex, argumentText(event.arguments));
  }

  #open(item: OutputItem): void {
    item.contentIndex =
      item.type === "reasoning" ? this.#builder.startThinking() : this.#builder.startText();
  }

  /** Needs the name, which some servers give only with the complete call. */
  #openCall(item: OutputItem, fields: Fields): void {
    const name = stringField(fields, "name");
    if (item.contentIndex >= 0 || !name) return;
    const callId = stringField(fields, "call_id") || newCallId();
    const itemId = typeof item.id === "string" && item.id.startsWith("fc_") ? `|${item.id}` : "";
    item.contentIndex = this.#builder.startToolCall(callId + itemId, name);
  }

  /** Parts of reasoning are paragraphs; parts of a message are one text. */
  #nextPart(item: OutputItem, part: unknown): void {
    if (item.type === "reasoning" && item.partHasText) {
      this.#builder.delta(item.contentIndex, "\n\n");
    }
    item.part = part;
    item.partHasText = false;
  }

  #done(fields: Fields, outputIndex: unknown): void {
    const type = itemType(fields.type);
    const item =
      this.#items.find(type, outputIndex, fields.id) ?? this.#items.add(fields, outputIndex);
    item.closed = true;
    if (type === "function_call") this.#callDone(item, fields);
    else if (type === "message") this.#messageDone(item, fields);
    else if (type === "reasoning") this.#reasoningDone(item, fields);
    else if (type === "serverTool") this.#serverToolDone(item, fields);
    this.#builder.end(item.contentIndex);
  }

  #callDone(item: OutputItem, fields: Fields): void {
    this.#openCall(item, fields);
    if (this.#builder.rawArguments(item.contentIndex) !== "") return;
    this.#builder.delta(item.contentIndex, argumentText(fields.arguments));
  }

  #messageDone(item: OutputItem, fields: Fields): void {
    const parts = arrayField(fields, "content").map(recordOf);
    this.#refusal ||= parts.map((part) => stringField(part, "refusal") ?? "").join("");
    if (item.contentIndex < 0) {
      const text = parts.map((part) => stringField(part, "text") ?? "").join("");
      if (text === "") return;
      this.#open(item);
      this.#builder.delta(item.contentIndex, text);
    }
    const block = this.#builder.message.content[item.contentIndex];
    const id = stringField(fields, "id");
    if (block?.type === "text" && id) {
      block.textSignature = encodeTextSignature({ id, phase: stringField(fields, "phase") });
    }
  }

  #reasoningDone(item: OutputItem, fields: Fields): void {
    if (item.contentIndex < 0) {
      const text = paragraphs(fields.summary) || paragraphs(fields.content);
      if (text === "" && !fields.encrypted_content) return;
      this.#open(item);
      this.#builder.delta(item.contentIndex, text);
    }
    this.#sign(item, fields);
  }

  #serverToolDone(item: OutputItem, fields: Fields): void {
    if (item.contentIndex >= 0) return;
    this.#open(item);
    const isImage = fields.type === "image_generation_call"; // its result is the bytes
    const readable = isImage ? { ...fields, result: undefined } : fields;
    this.#builder.delta(item.contentIndex, serverToolText(readable));
  }

  /** A reasoning item is kept for replay if it holds the thought; its id alone points to what was not stored. */
  #sign(item: OutputItem, fields: Fields): void {
    const block = this.#builder.message.content[item.contentIndex];
    const holdsThought = fields.encrypted_content || arrayField(fields, "content").length > 0;
    if (block?.type !== "thinking" || block.thinkingSignature || !holdsThought) return;
    block.thinkingSignature = JSON.stringify(fields);
  }

  #settle(response: Fields, status: string): void {
    this.#start(response);
    const output = arrayField(response, "output").map(recordOf);
    if (this.#items.isEmpty) {
      for (const [index, fields] of output.entries()) this.#done(fields, index);
    }
    for (const item of this.#items) {
      if (item.type === "reasoning") this.#settleReasoning(item, output);
    }
    finishResponse(this.#builder, response, status, {
      refusal: this.#refusal,
      isCallMissing: [...this.#items].some(isUnopenedCall),
    });
  }

  /** Some servers give the encrypted thought only in the closing event. */
  #settleReasoning(item: OutputItem, output: readonly Fields[]): void {
    const fields = output.find(({ type, id }) => type === "reasoning" && id === item.id);
    if (fields !== undefined) this.#sign(item, fields);
    const block = this.#builder.message.content[item.contentIndex];
    if (block?.type === "thinking" && !item.paired) delete block.thinkingSignature;
  }
}

/** It never got a name. */
function isUnopenedCall({ type, contentIndex }: OutputItem): boolean {
  return type === "function_call" && contentIndex < 0;
}

const closing = new Set(["completed", "incomplete", "failed", "cancelled"]);

function partOf(event: Fields): unknown {
  return event.summary_index ?? event.content_index;
}

function paragraphs(parts: unknown): string {
  return arrayOf(parts)
    .map((part) => stringField(recordOf(part), "text") ?? "")
    .filter((text) => text !== "")
    .join("\n\n");
}

function argumentText(value: unknown): string {
  if (typeof value === "string") return value;
  return isRecord(value) ? JSON.stringify(value) : "";
}
