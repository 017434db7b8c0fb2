import { AiError } from "../../error.ts";
import type { Decoder, Turn } from "../adapter.ts";
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
import { finishAnswer } from "./finish-answer.ts";
import { errorIn } from "./in-band-error.ts";
import { ServerCalls } from "./server-calls.ts";
import { createTagSplitter, type TagSplitter } from "./tag-splitter.ts";
import { ToolCallAssembler } from "./tool-call-assembler.ts";
import { usageOf } from "./usage.ts";

/** Where servers put reasoning; one that fills several of them says the same in each. */
const reasoningFields = ["reasoning_content", "reasoning", "reasoning_text"] as const;

/**
 * Turns the chunks of one answer into builder calls. Unknown fields are ignored.
 *
 * The protocol has no closing event: `finish_reason` says why the answer stops, the usage comes after it, and the answer
 * is complete at a usage chunk without choices, at `[DONE]` or at the end of the body, whichever is first.
 *
 * @see https://developers.openai.com/api/reference/resources/chat/subresources/completions/streaming-events
 */
export class CompletionsDecoder implements Decoder {
  readonly #builder: MessageBuilder;
  readonly #turn: Turn;
  readonly #serverCalls: ServerCalls;
  readonly #toolCalls: ToolCallAssembler;
  readonly #tags: TagSplitter | undefined;
  #identified = false;
  /** The text or thinking block that is being written; -1 is none. */
  #contentIndex = -1;
  #kind: "text" | "thinking" | undefined;
  /** Encrypted reasoning that belongs to tool calls, which may come later. */
  readonly #encrypted: Fields[] = [];
  #refusal = "";
  #finishReason: string | undefined;
  /** The choice that carried `finish_reason`. */
  #finalChoice: Fields = {};

  constructor(builder: MessageBuilder, turn: Turn) {
    this.#builder = builder;
    this.#turn = turn;
    this.#serverCalls = new ServerCalls(builder);
    this.#toolCalls = new ToolCallAssembler(builder, this.#serverCalls, () => this.#closeBlock());
    const { thinkingTags } = turn.compat;
    this.#tags =
      thinkingTags && createTagSplitter(thinkingTags, (kind, text) => this.#write(kind, text));
  }

  event(payload: unknown): void {
    const chunk = recordOf(payload);
    const { compat, model } = this.#turn;
    const error = errorIn(chunk, compat, model.provider);
    if (error === undefined) this.#takeChunk(chunk);
    else this.#builder.fail(error);
  }

  #takeChunk(chunk: Fields): void {
    if (!this.#identified) this.#identify(chunk);
    const choices = arrayField(chunk, "choices");
    const choice = recordOf(choices[0]);
    if (isRecord(choice.delta)) this.#takeDelta(choice.delta);
    else if (isRecord(choice.message)) this.#takeMessage(choice.message);
    const reason = choice.finish_reason;
    if (typeof reason === "string" && reason !== "") {
      this.#finishReason = reason;
      this.#finalChoice = choice;
    }
    const usage = chunk.usage ?? choice.usage ?? recordField(chunk, "x_groq").usage;
    if (!isRecord(usage)) return;
    this.#builder.setUsage(usageOf(usage, this.#turn.compat));
    if (choices.length === 0 && this.#finishReason !== undefined) this.#complete();
  }

  whole(payload: unknown): void {
    this.event(payload);
  }

  end(): void {
    if (this.#finishReason !== undefined || this.#mayLackReason()) this.#complete();
  }

  #mayLackReason(): boolean {
    const hasContent = this.#builder.message.content.length > 0;
    return this.#turn.compat.acceptsMissingFinishReason === true && hasContent;
  }

  /** Azure's first chunk has neither id nor model. */
  #identify(chunk: Fields): void {
    const responseId = stringField(chunk, "id");
    const responseModel = stringField(chunk, "model");
    if (!responseId && !responseModel) return;
    this.#identified = true;
    this.#builder.start({ responseId, responseModel });
  }

  #takeDelta(delta: Fields): void {
    this.#takeReasoning(delta);
    this.#takeExecutedTools(arrayField(delta, "executed_tools"));
    const { content } = delta;
    if (typeof content === "string") this.#takeText(content);
    else if (Array.isArray(content)) this.#takeParts(content);
    if (Array.isArray(delta.tool_calls)) {
      for (const call of delta.tool_calls) this.#toolCalls.take(recordOf(call));
    }
    if (isRecord(delta.function_call)) this.#toolCalls.takeFunctionCall(delta.function_call);
    if (typeof delta.refusal === "string") this.#refusal += delta.refusal;
  }

  /** A whole message: all of an answer that is not streamed, or a repetition at the end of a streamed one. */
  #takeMessage(message: Fields): void {
    if (this.#builder.message.content.length > 0) return;
    const calls = arrayField(message, "tool_calls");
    this.#takeDelta({
      ...message,
      tool_calls: calls.map((call, index) => ({ index, ...recordOf(call) })),
    });
  }

  #takeReasoning(delta: Fields): void {
    let isSpoken = false;
    for (const name of reasoningFields) {
      const text = delta[name];
      if (typeof text !== "string" || text === "") continue;
      this.#write("thinking", text, name);
      isSpoken = true;
      break;
    }
    if (Array.isArray(delta.reasoning_details)) {
      this.#takeReasoningDetails(delta.reasoning_details, isSpoken);
    }
  }

  /**
   * OpenRouter's form, which repeats what `reasoning` says, and the only one of some MiniMax models.
   *
   * @see https://openrouter.ai/docs/use-cases/reasoning-tokens#preserving-reasoning
   */
  #takeReasoningDetails(details: readonly unknown[], isSpoken: boolean): void {
    for (const value of details) {
      const detail = recordOf(value);
      if (detail.type === "reasoning.encrypted") this.#encrypted.push(detail);
      const text = stringField(detail, "text") ?? stringField(detail, "summary") ?? "";
      if (!isSpoken) this.#write("thinking", this.#newPart(text), "reasoning_details");
    }
  }

  /** Some MiniMax models send all that was thought so far each time, others what is new. */
  #newPart(text: string): string {
    if (!this.#turn.compat.reasoningSplit) return text;
    const block = this.#builder.message.content[this.#contentIndex];
    const known = block?.type === "thinking" ? block.thinking : "";
    if (known === "" || text.length < known.length || !text.startsWith(known)) return text;
    return text.slice(known.length);
  }

  /**
   * Groq tells of its own tools beside the content: of each once it is called, and again with what came of it.
   *
   * @see https://console.groq.com/docs/tool-use/built-in-tools
   */
  #takeExecutedTools(tools: readonly unknown[]): void {
    if (tools.length === 0) return;
    this.#closeBlock();
    for (const tool of tools) this.#serverCalls.take({}, recordOf(tool));
  }

  #takeText(text: string): void {
    if (this.#tags === undefined) this.#write("text", text);
    else this.#tags.push(text);
  }

  /** Mistral sends its thinking as a part of the content. */
  #takeParts(parts: readonly unknown[]): void {
    for (const value of parts) {
      const part = recordOf(value);
      this.#refusal += stringField(part, "refusal") ?? "";
      this.#takeText(stringField(part, "text") ?? "");
      for (const thought of arrayOf(part.thinking)) {
        this.#write("thinking", stringField(recordOf(thought), "text") ?? "");
      }
    }
  }

  /** Appends to the open block if it is of this kind, else closes it and opens one. */
  #write(kind: "text" | "thinking", text: string, field?: string): void {
    if (text === "") return;
    if (this.#kind !== kind) this.#openBlock(kind, field);
    this.#builder.delta(this.#contentIndex, text);
  }

  #openBlock(kind: "text" | "thinking", field: string | undefined): void {
    const builder = this.#builder;
    this.#closeBlock();
    this.#toolCalls.openPending();
    this.#serverCalls.write();
    this.#kind = kind;
    this.#contentIndex = kind === "text" ? builder.startText() : builder.startThinking();
    const block = builder.message.content[this.#contentIndex];
    // Pi's convention: the signature of plain reasoning is the name of its field.
    if (block?.type === "thinking" && field !== undefined) block.thinkingSignature = field;
  }

  #closeBlock(): void {
    this.#builder.end(this.#contentIndex);
    this.#contentIndex = -1;
    this.#kind = undefined;
  }

  #complete(): void {
    this.#tags?.flush();
    this.#toolCalls.finish(this.#finishReason === "length");
    this.#serverCalls.write();
    this.#signToolCalls();
    if (this.#refusal === "") {
      const reason = this.#finishReason ?? "stop";
      finishAnswer(this.#builder, reason, this.#finalChoice, this.#turn.model.provider);
    } else {
      const { provider } = this.#turn.model;
      this.#builder.fail(new AiError("content_filter", this.#refusal, { provider }));
    }
  }

  /** Pi's convention: encrypted reasoning is kept as JSON on the tool call of the same id. */
  #signToolCalls(): void {
    for (const detail of this.#encrypted) {
      for (const block of this.#builder.message.content) {
        if (block.type === "toolCall" && block.id === detail.id) {
          block.thoughtSignature = JSON.stringify(detail);
        }
      }
    }
  }
}
