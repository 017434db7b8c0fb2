import { retryAfterMs } from "../../retry-after.ts";
import { errorFromParts } from "../../vendor-error.ts";
import type { Decoder } from "../adapter.ts";
import {
  arrayField,
  type Fields,
  isRecord,
  numberField,
  recordField,
  recordOf,
  stringField,
} from "../fields.ts";
import type { MessageBuilder } from "../message-builder.ts";
import { serverToolText } from "../server-tool-text.ts";
import { failBlocked, finishAnswer } from "./finish-answer.ts";
import { StreamedArguments } from "./streamed-arguments.ts";
import { googleUsage } from "./usage.ts";

/**
 * Reads the chunks of `streamGenerateContent`. There is no closing event, and older models give a finish reason in
 * every chunk: the answer is complete when the body ends after one.
 *
 * @see https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse
 */
export class GoogleDecoder implements Decoder {
  readonly #builder: MessageBuilder;
  #started = false;
  /** The open block of text or thinking. */
  #open = -1;
  #openIsThought = false;
  /** The call whose arguments arrive in pieces. */
  #streamed: { contentIndex: number; arguments: StreamedArguments } | undefined;
  #usage: Fields | undefined;
  #finishReason: string | undefined;
  #finishMessage: string | undefined;
  /** A call came without the name of what to call. */
  #isCallMissing = false;

  constructor(builder: MessageBuilder) {
    this.#builder = builder;
  }

  event(payload: unknown): void {
    const chunk = recordOf(payload);
    if (chunk.error) {
      this.#fail(chunk, recordOf(chunk.error));
      return;
    }
    if (!this.#started) this.#start(chunk);
    if (isRecord(chunk.usageMetadata)) this.#takeUsage(chunk.usageMetadata);
    const candidate = recordOf(arrayField(chunk, "candidates")[0]);
    for (const part of arrayField(recordField(candidate, "content"), "parts")) {
      this.#part(recordOf(part));
    }
    const reason = stringField(candidate, "finishReason");
    if (reason && reason !== "FINISH_REASON_UNSPECIFIED") {
      this.#finishReason = reason;
      this.#finishMessage = stringField(candidate, "finishMessage");
    }
    const feedback = recordField(chunk, "promptFeedback");
    const blockReason = stringField(feedback, "blockReason");
    if (blockReason) {
      this.#countUsage();
      failBlocked(this.#builder, blockReason, stringField(feedback, "blockReasonMessage"));
    }
  }

  /** Without streaming the service answers with one chunk, or with an array of them. */
  whole(payload: unknown): void {
    for (const chunk of Array.isArray(payload) ? payload : [payload]) this.event(chunk);
    this.end();
  }

  end(): void {
    this.#countUsage();
    if (this.#finishReason === undefined) return;
    this.#endCall(false);
    this.#endText();
    const stop = this.#isCallMissing ? "toolUse" : "stop";
    finishAnswer(this.#builder, this.#finishReason, stop, this.#finishMessage);
  }

  #start(chunk: Fields): void {
    this.#started = true;
    this.#builder.start({
      responseId: stringField(chunk, "responseId"),
      responseModel: stringField(chunk, "modelVersion"),
    });
  }

  #part(part: Fields): void {
    if (typeof part.text === "string") {
      this.#textPart(part.text, part);
    } else if (isRecord(part.functionCall)) {
      this.#call(part.functionCall, part);
    } else if (isRecord(part.executableCode)) {
      const language = stringField(part.executableCode, "language")?.toLowerCase() ?? "";
      this.#text(fenced(language, stringField(part.executableCode, "code")), false);
    } else if (isRecord(part.codeExecutionResult)) {
      this.#text(fenced("", stringField(part.codeExecutionResult, "output")), false);
    } else if (isRecord(part.toolCall) || isRecord(part.toolResponse)) {
      this.#serverTool(part);
    }
  }

  /** A search and the like, which the service has run by itself. */
  #serverTool({ toolCall, toolResponse }: Fields): void {
    this.#endText();
    this.#text(serverToolText({ toolCall, toolResponse }), false);
    this.#endText();
  }

  /** An empty text is there to carry a signature, or it is nothing. */
  #textPart(text: string, part: Fields): void {
    if (text === "" && !part.thoughtSignature) return;
    this.#text(text, part.thought === true);
    this.#sign(this.#open, part);
  }

  #text(text: string, isThought: boolean): void {
    if (this.#open < 0 || this.#openIsThought !== isThought) {
      this.#endText();
      this.#open = isThought ? this.#builder.startThinking() : this.#builder.startText();
      this.#openIsThought = isThought;
    }
    this.#builder.delta(this.#open, text);
  }

  #endText(): void {
    this.#builder.end(this.#open);
    this.#open = -1;
  }

  #call(call: Fields, part: Fields): void {
    const name = stringField(call, "name");
    const partialArgs = arrayField(call, "partialArgs");
    const continues = call.willContinue === true;
    if (this.#streamed === undefined || (name && !this.#isStreamed(call, name))) {
      if (!name) {
        this.#isCallMissing = true;
        return;
      }
      this.#endText();
      this.#endCall(true);
      const contentIndex = this.#builder.startToolCall(stringField(call, "id"), name);
      if (!continues && partialArgs.length === 0) {
        this.#sign(contentIndex, part);
        this.#builder.delta(contentIndex, JSON.stringify(recordField(call, "args")));
        this.#builder.end(contentIndex);
        return;
      }
      this.#streamed = { contentIndex, arguments: new StreamedArguments() };
    }
    this.#streamed.arguments.take(partialArgs);
    this.#sign(this.#streamed.contentIndex, part);
    if (!continues) this.#endCall(true);
  }

  /** Whether a named piece belongs to the call that is being streamed: most servers name only the first. */
  #isStreamed(call: Fields, name: string): boolean {
    const block = this.#builder.message.content[this.#streamed?.contentIndex ?? -1];
    if (block?.type !== "toolCall" || block.name !== name) return false;
    return call.id === undefined || call.id === block.id;
  }

  #endCall(complete: boolean): void {
    if (this.#streamed === undefined) return;
    const { contentIndex, arguments: streamed } = this.#streamed;
    this.#streamed = undefined;
    this.#builder.delta(contentIndex, streamed.text(complete));
    this.#builder.end(contentIndex);
  }

  #sign(contentIndex: number, part: Fields): void {
    const signature = stringField(part, "thoughtSignature");
    const block = this.#builder.message.content[contentIndex];
    if (!signature || block === undefined) return;
    if (block.type === "text") block.textSignature = signature;
    else if (block.type === "thinking") block.thinkingSignature = signature;
    else block.thoughtSignature = signature;
  }

  /** Every chunk has counts; the first are set at once, so that an answer that breaks off has its prompt's. */
  #takeUsage(usage: Fields): void {
    const isFirst = this.#usage === undefined;
    this.#usage = usage;
    if (isFirst) this.#countUsage();
  }

  #countUsage(): void {
    if (this.#usage !== undefined) this.#builder.setUsage(googleUsage(this.#usage));
  }

  #fail(body: Fields, error: Fields): void {
    this.#countUsage();
    this.#builder.fail(
      errorFromParts({
        status: numberField(error, "code"),
        body,
        provider: this.#builder.message.provider,
        retryAfterMs: retryAfterMs(new Headers(), body, 0),
      }),
    );
  }
}

function fenced(language: string, code: string | undefined): string {
  return `\n\`\`\`${language}\n${(code ?? "").trimEnd()}\n\`\`\`\n`;
}
