import { errorFromParts } from "../../vendor-error.ts";
import type { Decoder, Turn } from "../adapter.ts";
import {
  type Fields,
  isRecord,
  numberField,
  recordField,
  recordOf,
  stringField,
} from "../fields.ts";
import type { MessageBuilder, UsageCounts } from "../message-builder.ts";
import { serverToolText } from "../server-tool-text.ts";
import { parseToolArguments } from "../tool-arguments.ts";
import { parametersOf } from "./parameters.ts";
import { endOfAnswer } from "./stop-reason.ts";
import { mergeUsage } from "./usage.ts";

/**
 * Turns the events of one answer into builder calls. Unknown events, deltas and fields are ignored, as the API asks
 * of its clients.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/streaming
 */
export function createDecoder(builder: MessageBuilder, turn: Turn): Decoder {
  for (const warning of parametersOf(turn).warnings) builder.warn(warning);
  return new AnthropicDecoder(builder, turn);
}

/** A block that is being received. */
interface OpenBlock {
  contentIndex: number;
  /** What `content_block_start` said. */
  start: Fields;
  /** What has come of the input of a tool that the vendor runs itself; `undefined` for every other block. */
  serverInput: string | undefined;
}

class AnthropicDecoder implements Decoder {
  readonly #builder: MessageBuilder;
  readonly #provider: string;
  readonly #mayCarryBaseResp: boolean;
  /** By the vendor's index. */
  readonly #blocks = new Map<number, OpenBlock>();
  #started = false;
  #usage: UsageCounts = {};
  /** The `message_delta` that says why the answer stops. */
  #stop: Fields = {};

  constructor(builder: MessageBuilder, turn: Turn) {
    this.#builder = builder;
    this.#provider = turn.model.provider;
    this.#mayCarryBaseResp = turn.compat.errorInBody === "base_resp";
  }

  event(payload: unknown): void {
    if (!isRecord(payload)) return;
    switch (payload.type) {
      case "content_block_delta":
        this.#takeDelta(payload);
        break;
      case "content_block_start":
        this.#startBlock(indexOf(payload), recordField(payload, "content_block"));
        break;
      case "content_block_stop":
        this.#stopBlock(indexOf(payload));
        break;
      case "message_start":
        this.#start(recordField(payload, "message"));
        break;
      case "message_delta": {
        const delta = recordField(payload, "delta");
        if (delta.stop_reason) this.#stop = delta;
        this.#count(payload.usage);
        break;
      }
      case "message_stop":
        this.#finish(this.#stop);
        break;
      default:
        this.#takeError(payload);
    }
  }

  whole(payload: unknown): void {
    if (!isRecord(payload)) return;
    this.#takeError(payload);
    if (!Array.isArray(payload.content)) return;
    this.#start(payload);
    for (const [index, block] of payload.content.entries()) {
      this.#startBlock(index, recordOf(block));
      this.#stopBlock(index);
    }
    this.#finish(payload);
  }

  /** An answer without `message_stop` is not complete. */
  end(): void {}

  /** Proxies that try again in mid-stream send a second `message_start`; the first one stays. */
  #start(message: Fields): void {
    if (!this.#started) {
      this.#started = true;
      this.#builder.start({
        responseId: stringField(message, "id"),
        responseModel: stringField(message, "model"),
      });
    }
    this.#count(message.usage);
  }

  #count(usage: unknown): void {
    if (!isRecord(usage)) return;
    this.#usage = mergeUsage(this.#usage, usage);
    this.#builder.setUsage(this.#usage);
  }

  #finish(stop: Fields): void {
    const end = endOfAnswer(stop, this.#provider);
    if (typeof end !== "string") {
      this.#builder.fail(end);
      return;
    }
    for (const index of this.#blocks.keys()) this.#stopBlock(index);
    this.#builder.finish(end);
  }

  #takeDelta(payload: Fields): void {
    const { index, delta } = payload;
    const block = typeof index === "number" ? this.#blocks.get(index) : undefined;
    if (block === undefined || !isRecord(delta)) return;
    switch (delta.type) {
      case "text_delta":
        if (typeof delta.text === "string") this.#builder.delta(block.contentIndex, delta.text);
        return;
      case "input_json_delta":
        if (typeof delta.partial_json !== "string") return;
        if (block.serverInput === undefined) {
          this.#builder.delta(block.contentIndex, delta.partial_json);
        } else {
          block.serverInput += delta.partial_json;
        }
        return;
      case "thinking_delta":
        if (typeof delta.thinking === "string") {
          this.#builder.delta(block.contentIndex, delta.thinking);
        }
        return;
      case "signature_delta":
        this.#sign(block.contentIndex, stringField(delta, "signature"));
    }
  }

  #startBlock(index: number, start: Fields): void {
    this.#stopBlock(index);
    const contentIndex = this.#openContent(start);
    if (contentIndex < 0) return;
    const serverInput = isServerTool(start) ? "" : undefined;
    this.#blocks.set(index, { contentIndex, start, serverInput });
  }

  /** Blocks begin empty as a rule; what they bring along is their first delta. */
  #openContent(start: Fields): number {
    const builder = this.#builder;
    switch (start.type) {
      case "text": {
        const contentIndex = builder.startText();
        builder.delta(contentIndex, stringField(start, "text") ?? "");
        return contentIndex;
      }
      case "thinking": {
        const contentIndex = builder.startThinking();
        builder.delta(contentIndex, stringField(start, "thinking") ?? "");
        this.#sign(contentIndex, stringField(start, "signature"));
        return contentIndex;
      }
      case "redacted_thinking": {
        const contentIndex = builder.startThinking();
        this.#sign(contentIndex, stringField(start, "data"));
        const block = builder.message.content[contentIndex];
        if (block?.type === "thinking") block.redacted = true;
        return contentIndex;
      }
      case "tool_use":
        return builder.startToolCall(stringField(start, "id"), stringField(start, "name") ?? "");
      default:
        return isServerTool(start) ? builder.startText() : -1;
    }
  }

  #stopBlock(index: number): void {
    const block = this.#blocks.get(index);
    if (block === undefined) return;
    this.#blocks.delete(index);
    const { contentIndex, start, serverInput } = block;
    if (serverInput !== undefined) {
      this.#builder.delta(contentIndex, serverToolText(withInput(start, serverInput)));
    } else if (start.type === "tool_use" && this.#builder.rawArguments(contentIndex) === "") {
      this.#builder.delta(contentIndex, inputSentWhole(start.input));
    }
    this.#builder.end(contentIndex);
  }

  #sign(contentIndex: number, signature: string | undefined): void {
    const block = this.#builder.message.content[contentIndex];
    if (block?.type !== "thinking" || !signature) return;
    block.thinkingSignature = (block.thinkingSignature ?? "") + signature;
  }

  /** In-band errors: the API's own `error` event, what proxies make of theirs, and MiniMax's `base_resp` in the place of an answer. */
  #takeError(payload: Fields): void {
    const result = recordField(payload, "base_resp");
    const failed = this.#mayCarryBaseResp && (numberField(result, "status_code") ?? 0) !== 0;
    const isError = payload.type === "error" || (payload.type === undefined && payload.error);
    if (!isError && !failed) return;
    this.#builder.fail(
      errorFromParts({ body: failed ? result : payload, provider: this.#provider }),
    );
  }
}

function indexOf(payload: Fields): number {
  return numberField(payload, "index") ?? 0;
}

/** Tools that the vendor runs itself: `server_tool_use`, `mcp_tool_use`, `web_search_tool_result`, … */
function isServerTool(start: Fields): boolean {
  const { type } = start;
  return typeof type === "string" && (type.endsWith("_tool_use") || type.endsWith("_tool_result"));
}

/** The block as it would be if it had not been streamed. */
function withInput(start: Fields, serverInput: string): Fields {
  if (serverInput === "") return start;
  return { ...start, input: parseToolArguments(serverInput).arguments };
}

/** Some servers send the arguments of a call in `content_block_start`. */
function inputSentWhole(input: unknown): string {
  return isRecord(input) && Object.keys(input).length > 0 ? JSON.stringify(input) : "";
}
