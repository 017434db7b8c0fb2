import { finished } from "node:stream/promises";
import { systemClock } from "@argent/ai";
import { availableModels } from "../compose/available-models.ts";
import { type ConversationFlags, conversationFromFlags } from "../compose/conversation-flags.ts";
import { createConversation } from "../conversation/create-conversation.ts";
import { exitCode } from "../exit-code.ts";
import { untilInterrupted } from "../interrupt.ts";
import { serveRpc } from "../rpc/serve-rpc.ts";
import { takeStandardOutput } from "../rpc/take-standard-output.ts";
import { tellAtTerminal } from "../tell-at-terminal.ts";
import { isUnwritten, unwritten } from "../watch-output.ts";

export interface RpcCommandOptions extends ConversationFlags {
  /** Seconds that a question about a tool waits for its answer. */
  askTimeout: number;
}

/** Serves a program over standard input and output until it closes them or a signal comes. */
export async function rpcCommand(options: RpcCommandOptions): Promise<number> {
  const setup = await conversationFromFlags(options, process.env);
  const ended = new AbortController();
  let code: number = exitCode.done;
  untilInterrupted((value) => {
    code = value;
    ended.abort();
  });
  tellAtTerminal("commands as JSON lines");
  const output = takeStandardOutput();
  await serveRpc({
    input: process.stdin,
    output,
    openConversation: (ask) =>
      createConversation({ ...setup, approval: { ...setup.approval, ask } }),
    warnings: setup.warnings,
    availableModels: () => availableModels(setup.env),
    askTimeoutMs: options.askTimeout * 1_000,
    clock: systemClock,
    signal: ended.signal,
  });
  process.stdin.destroy();
  output.end();
  const failure = await finished(output).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (!isUnwritten(failure)) return code;
  process.stderr.write(`argent: ${unwritten(failure)}\n`);
  return exitCode.failed;
}
