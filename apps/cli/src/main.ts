#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { version } from "./version.ts";
import { unwritten } from "./watch-output.ts";

// `--version` answers before anything else is read; everything heavier is imported when a command needs it.
// A reader that has seen enough (`argent models | head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  process.stderr.write(`argent: ${unwritten(error)}\n`);
  process.exit(1);
});
// What nobody can be told is no reason to stop.
process.stderr.on("error", () => {});

const args = process.argv.slice(2);
if (args[0] === "--version" || args[0] === "-V") {
  process.stdout.write(`${version()}\n`);
} else if (args.length === 0 || isHelp(args[0])) {
  const { help } = await import("./help.ts");
  process.stdout.write(help);
} else {
  enableCompileCache?.();
  const { runProgram } = await import("./program.ts");
  process.exitCode = await runProgram(withoutMode(args));
}

/** `argent help run` is the help of the command, which has its own. */
function isHelp(word: string | undefined): boolean {
  return word === "--help" || word === "-h" || (word === "help" && args.length === 1);
}

/** `--mode rpc`, as Pi's clients start it, is the command `rpc`. */
function withoutMode(given: string[]): string[] {
  return given[0] === "--mode" && given[1] === "rpc" ? given.slice(1) : given;
}
