import { systemClock } from "@argent/ai";
import { availableModels } from "../compose/available-models.ts";
import { type ConversationFlags, conversationFromFlags } from "../compose/conversation-flags.ts";
import { createConversation } from "../conversation/create-conversation.ts";
import { exitCode } from "../exit-code.ts";
import { serveRpc } from "../rpc/serve-rpc.ts";
import { takeStandardOutput } from "../rpc/take-standard-output.ts";

export interface RpcCommandOptions extends ConversationFlags {
  /** Seconds that a question about a tool waits for its answer. */
  askTimeout: number;
}

/** Serves a program over standard input and output until it closes them or a signal comes. */
export async function rpcCommand(options: RpcCommandOptions): Promise<number> {
  const setup = await conversationFromFlags(options, process.env);
  const ended = untilSignal();
  await serveRpc({
    input: process.stdin,
    output: takeStandardOutput(),
    openConversation: (ask) =>
      createConversation({ ...setup, approval: { ...setup.approval, ask } }),
    warnings: setup.warnings,
    availableModels: () => availableModels(setup.env),
    askTimeoutMs: options.askTimeout * 1_000,
    clock: systemClock,
    signal: ended.signal,
  });
  process.stdin.destroy();
  return ended.code();
}

/** As a shell reports a process that a signal ended. A second signal ends it at once. */
const codes = { SIGTERM: 143, SIGHUP: 129, SIGINT: exitCode.interrupted } as const;

function untilSignal(): { signal: AbortSignal; code(): number } {
  const abort = new AbortController();
  let code: number = exitCode.done;
  for (const [name, value] of Object.entries(codes)) {
    process.on(name, () => {
      if (abort.signal.aborted) process.exit(value);
      code = value;
      abort.abort();
    });
  }
  return { signal: abort.signal, code: () => code };
}
