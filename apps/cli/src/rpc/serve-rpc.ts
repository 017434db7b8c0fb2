import type { Writable } from "node:stream";
import type { Clock, Model } from "@argent/ai";
import type { AskPerson } from "@argent/tools";
import type { Conversation } from "../conversation/conversation.ts";
import { createApprovalQuestions } from "./approval-questions.ts";
import { CommandError, type CommandFields, readCommand } from "./command-fields.ts";
import type { RpcResponse } from "./output-record.ts";
import { readLines } from "./read-lines.ts";
import { createRecordWriter } from "./record-writer.ts";
import type { RpcContext, RpcHandler } from "./rpc-handler.ts";
import { sessionCommands } from "./session-commands.ts";
import { stateCommands } from "./state-commands.ts";
import { talkCommands } from "./talk-commands.ts";
import { createRpcEvents } from "./to-rpc-events.ts";

export interface RpcOptions {
  input: AsyncIterable<Uint8Array>;
  output: Writable;
  /** Opens the conversation, whose tools ask through `ask`. */
  openConversation(ask: AskPerson): Promise<Conversation>;
  availableModels(): Promise<readonly Model[]>;
  /** What the client should know before it begins. */
  warnings?: readonly string[] | undefined;
  /** Milliseconds that a question about a tool waits for its answer. Default: as long as it takes. */
  askTimeoutMs?: number | undefined;
  clock: Clock;
  /** Ends it as the end of the input does. */
  signal?: AbortSignal | undefined;
}

const handlers: ReadonlyMap<string, RpcHandler> = new Map(
  Object.entries({ ...talkCommands, ...sessionCommands, ...stateCommands }),
);

/** A line holds a prompt with its images at most. UTF-16 units. */
const longestLine = 128 * 1024 * 1024;

/**
 * Does what comes in, line by line, and tells what happens, until the input ends, the signal is aborted or nobody reads
 * the output any more. Then the run is stopped, and everything is written before the promise resolves.
 */
export async function serveRpc(options: RpcOptions): Promise<void> {
  const { clock, output, availableModels } = options;
  const gone = new AbortController();
  output.on("close", () => gone.abort());
  const signal = options.signal ? AbortSignal.any([options.signal, gone.signal]) : gone.signal;
  const writer = createRecordWriter(output);
  const send = writer.write;
  const questions = createApprovalQuestions({ send, timeoutMs: options.askTimeoutMs, clock });
  const conversation = await options.openConversation(questions.ask);
  const events = createRpcEvents();
  conversation.subscribe((event) => {
    for (const record of events.read(event)) send(record);
    return writer.hasRoom();
  });
  for (const message of options.warnings ?? []) send({ type: "warning", message });
  const context: RpcContext = {
    conversation,
    isRetrying: () => events.isRetrying,
    availableModels,
    send,
  };
  const working = new Set<Promise<void>>();

  const take = (text: string) => {
    const work = handleLine(text, context, questions.answer);
    working.add(work);
    void work.finally(() => working.delete(work));
  };
  for await (const line of untilAborted(readLines(options.input, longestLine), signal)) {
    if (line.type === "line") take(line.text);
    else send(failure("parse", undefined, `A line may have ${longestLine} characters at most.`));
    await writer.hasRoom();
  }
  questions.close();
  conversation.abortCommand();
  await conversation.abort();
  await Promise.all(working);
  await conversation.close();
  await writer.flush();
}

/** Never rejects: what goes wrong is the response. */
async function handleLine(
  text: string,
  context: RpcContext,
  answer: (response: unknown) => void,
): Promise<void> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    return context.send(
      failure("parse", undefined, `Failed to parse command: ${messageOf(cause)}`),
    );
  }
  if (isAnswer(parsed)) return answer(parsed);
  let command: CommandFields;
  try {
    command = readCommand(parsed);
  } catch (cause) {
    return context.send(failure("parse", undefined, messageOf(cause)));
  }
  const { id, type } = command;
  try {
    const handle = handlers.get(type);
    if (handle === undefined) throw new CommandError(`Unknown command: ${type}`);
    await handle(command, context, (data) => {
      context.send({ type: "response", id, command: type, success: true, data });
    });
  } catch (cause) {
    context.send(failure(type, id, messageOf(cause)));
  }
}

function isAnswer(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    "type" in value &&
    value.type === "extension_ui_response"
  );
}

function failure(command: string, id: string | undefined, error: string): RpcResponse {
  return { type: "response", id, command, success: false, error };
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** Ends when the source does or the signal is aborted, whichever is first. */
async function* untilAborted<Value>(
  source: AsyncGenerator<Value, void>,
  signal: AbortSignal,
): AsyncGenerator<Value, void> {
  const { promise, resolve } = Promise.withResolvers<{ done: true }>();
  const onAbort = () => resolve({ done: true });
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    for (;;) {
      const next = await Promise.race([source.next(), promise]);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
