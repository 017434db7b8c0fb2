import type { Command } from "commander";
import { addConversationOptions } from "./add-conversation-options.ts";
import { positiveInteger } from "./positive-integer.ts";

/** Adds `argent rpc`, which `argent --mode rpc` is, too. */
export function addRpcCommand(program: Command, exit: (code: number) => void): void {
  const rpc = program
    .command("rpc")
    .description("Serve a program over JSON lines on standard input and output.");
  addConversationOptions(rpc, {
    approve: "what runs unasked; the client is asked about the rest (default: ask-before-write)",
    maxTurns: "stop a run after so many answers",
  })
    .option("--ask-timeout <seconds>", "deny what was not answered by then", positiveInteger, 600)
    .action(async (options) => {
      const { rpcCommand } = await import("./commands/rpc.ts");
      exit(await rpcCommand(options));
    });
}
