import { type Fields, isRecord, numberField, recordField, stringField } from "../fields.ts";
import type { MessageBuilder } from "../message-builder.ts";
import { parseToolArguments } from "../tool-arguments.ts";
import type { ServerCalls } from "./server-calls.ts";

/** `server`: the vendor executes it itself. `custom`: we declare no such tools, so it is passed over. */
type CallKind = "function" | "custom" | "server";

interface AssembledCall {
  readonly kind: CallKind;
  /** As the server gave it; empty when it gives none. */
  id: string;
  name: string;
  /** Arguments that came before the call had a name. */
  held: string;
  /** Looked at instead of all the text, which would have to be put together for it. */
  lastPiece: string;
  /** -1 until the call is opened. */
  contentIndex: number;
}

/** `function_call` has no index; this one is no server's. */
const functionCallIndex = -1;

/**
 * Puts tool calls together from their pieces. A piece belongs to the call of its `index`, else of its `id`, else to the
 * last one. A call is opened with its first argument text, because until then its name may still grow.
 */
export class ToolCallAssembler {
  readonly #builder: MessageBuilder;
  readonly #serverCalls: ServerCalls;
  readonly #closeBlock: () => void;
  readonly #calls: AssembledCall[] = [];
  /** Those that are not open yet, and some that are. */
  #pending: AssembledCall[] = [];
  readonly #byIndex = new Map<number, AssembledCall>();

  /** `closeBlock` ends the text or thinking that is being written. */
  constructor(builder: MessageBuilder, serverCalls: ServerCalls, closeBlock: () => void) {
    this.#builder = builder;
    this.#serverCalls = serverCalls;
    this.#closeBlock = closeBlock;
  }

  /** One element of `tool_calls`. */
  take(piece: Fields): void {
    const body = recordField(piece, "function");
    const name = stringField(body, "name") ?? "";
    const call = this.#callOf(piece, name);
    if (call.kind === "server") this.#serverCalls.take(call, piece);
    if (call.kind !== "function") return;
    if (call.contentIndex < 0) {
      call.id ||= stringField(piece, "id") ?? "";
      call.name = joinedName(call.name, name);
    }
    this.#takeArguments(call, body.arguments);
  }

  /** The form from before `tool_calls`. */
  takeFunctionCall(body: Fields): void {
    this.take({ index: functionCallIndex, function: body });
  }

  /** Opens the calls that have a name and no arguments yet, because something else begins. */
  openPending(): void {
    this.#pending = this.#pending.filter((call) => {
      if (call.contentIndex < 0 && call.name !== "") this.#open(call);
      return call.contentIndex < 0;
    });
  }

  /** The answer is over. When it was cut, a last call without any arguments was not made without arguments. */
  finish(isCut: boolean): void {
    for (const call of this.#pending) {
      if (call.held !== "" && call.name === "") call.name = "unnamed";
    }
    this.openPending();
    const contentIndex = this.#calls.at(-1)?.contentIndex ?? -1;
    const block = this.#builder.message.content[contentIndex];
    if (!isCut || block?.type !== "toolCall") return;
    if (this.#builder.rawArguments(contentIndex) === "") {
      block.argumentsError = "The answer reached its token limit before the arguments began.";
    }
  }

  #callOf(piece: Fields, name: string): AssembledCall {
    const index = numberField(piece, "index");
    const known = index === undefined ? this.#unindexed(piece, name) : this.#byIndex.get(index);
    if (known !== undefined && !this.#isOther(known, piece, name)) return known;
    const call = newCall(piece);
    if (call.kind !== "custom") {
      this.#closeBlock();
      this.openPending(); // the content keeps the order in which the calls began
    }
    if (call.kind === "function") {
      this.#serverCalls.write();
      this.#pending.push(call);
    }
    this.#calls.push(call);
    if (index !== undefined) this.#byIndex.set(index, call);
    return call;
  }

  /** llama.cpp and Mistral leave the index out. */
  #unindexed(piece: Fields, name: string): AssembledCall | undefined {
    const id = stringField(piece, "id") ?? "";
    const last = this.#calls.at(-1);
    if (id === "" || last?.id === id) return last;
    const known = this.#calls.find((call) => call.id === id);
    return known ?? (name === "" && kindOf(piece) !== "server" ? last : undefined);
  }

  /**
   * Whether a named piece begins another call although it has the place of a known one: some servers give every call
   * the same index. Others repeat the name, or make a new id, with every piece, so a call of the same name must be
   * complete before another can begin.
   */
  #isOther(known: AssembledCall, piece: Fields, name: string): boolean {
    const id = stringField(piece, "id") ?? "";
    if ((kindOf(piece) ?? known.kind) !== known.kind) return true;
    if (known.kind !== "function") return id !== "" && known.id !== "" && id !== known.id;
    if (name === "" || (id !== "" && id === known.id)) return false;
    if (known.contentIndex < 0) return id !== "" && known.id !== "";
    return name !== known.name || this.#isComplete(known);
  }

  #isComplete(call: AssembledCall): boolean {
    return call.lastPiece.endsWith("}") && isValid(this.#builder.rawArguments(call.contentIndex));
  }

  #takeArguments(call: AssembledCall, value: unknown): void {
    const text = isRecord(value) ? JSON.stringify(value) : value;
    if (typeof text !== "string" || text === "") return;
    if (call.name === "") {
      call.held += text;
      return;
    }
    if (call.contentIndex < 0) this.#open(call);
    if (this.#isRepetition(call, text)) return;
    call.lastPiece = text;
    this.#builder.delta(call.contentIndex, text);
  }

  /**
   * Some servers send the arguments in pieces and then once more as a whole. Only a text about as long as all that came
   * before can be that, which keeps the check linear.
   */
  #isRepetition(call: AssembledCall, text: string): boolean {
    const known = this.#builder.rawArguments(call.contentIndex);
    if (known === "" || text.length * 2 < known.length || !text.startsWith("{")) return false;
    return this.#isComplete(call) && sameJson(known, text);
  }

  #open(call: AssembledCall): void {
    this.#closeBlock();
    call.contentIndex = this.#builder.startToolCall(call.id, call.name);
    call.lastPiece = call.held;
    this.#builder.delta(call.contentIndex, call.held);
  }
}

function newCall(piece: Fields): AssembledCall {
  const kind = kindOf(piece) ?? "function";
  const id = stringField(piece, "id") ?? "";
  return { kind, id, name: "", held: "", lastPiece: "", contentIndex: -1 };
}

/** Vendors show the calls of their own tools under other types, such as `web_search`. */
function kindOf(piece: Fields): CallKind | undefined {
  const { type } = piece;
  if (typeof type !== "string" || type === "") return undefined;
  return type === "function" || type === "custom" ? type : "server";
}

/** A name comes whole, again, in pieces, or longer each time. */
function joinedName(known: string, piece: string): string {
  return piece.startsWith(known) ? piece : known + piece;
}

function isValid(raw: string): boolean {
  return parseToolArguments(raw).argumentsError === undefined;
}

function sameJson(one: string, other: string): boolean {
  const { arguments: first } = parseToolArguments(one);
  const { arguments: second, argumentsError } = parseToolArguments(other);
  return argumentsError === undefined && JSON.stringify(first) === JSON.stringify(second);
}
