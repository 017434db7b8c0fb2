import type { AssistantMessage } from "@argent/ai";
import type { AgentContext } from "../context.ts";
import type { EmitEvent } from "../event.ts";
import type { AgentMessage } from "../message.ts";
import type { AgentLoopConfig } from "./config.ts";

/**
 * Takes the messages of a run in. Each is made durable before it is in the context, and has one `message_start` and one
 * `message_end`. Nothing is waited for where nothing has to be.
 */
export class Transcript {
  /** The new messages of this run. */
  readonly messages: AgentMessage[] = [];
  readonly #context: AgentContext;
  readonly #emit: EmitEvent;
  readonly #record: AgentLoopConfig["record"];
  /** There was a `message_start` whose `message_end` has not come. */
  #isOpen = false;

  constructor(context: AgentContext, emit: EmitEvent, record: AgentLoopConfig["record"]) {
    this.#context = context;
    this.#emit = emit;
    this.#record = record;
  }

  /** Records a message and shows it. Rejects when it could not be recorded; then nothing was shown. */
  async add(message: AgentMessage): Promise<void> {
    await this.#record?.(message);
    await this.show(message);
  }

  /** Ends an answer that was announced when it began. Rejects when it could not be recorded; `fail` ends it then. */
  accept(answer: AssistantMessage): Promise<void> | void {
    this.#isOpen = true;
    const recorded = this.#record?.(answer);
    return recorded !== undefined ? recorded.then(() => this.#end(answer)) : this.#end(answer);
  }

  /** Shows a message that is recorded. */
  show(message: AgentMessage): Promise<void> | void {
    const started = this.#emit({ type: "message_start", message });
    return started !== undefined ? started.then(() => this.#end(message)) : this.#end(message);
  }

  /** Puts a failure in the place of the answer that was announced and could not be recorded, if there is one. */
  async fail(failure: AssistantMessage): Promise<void> {
    await (this.#isOpen ? this.#end(failure) : this.show(failure));
  }

  #end(message: AgentMessage): Promise<void> | void {
    this.#isOpen = false;
    this.#context.messages.push(message);
    this.messages.push(message);
    return this.#emit({ type: "message_end", message });
  }
}
