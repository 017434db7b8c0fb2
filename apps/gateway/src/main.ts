#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { version } from "./version.ts";

const args = process.argv.slice(2);
if (args[0] === "--version") {
  process.stdout.write(`${version()}\n`);
} else {
  enableCompileCache?.();
  const { runGateway } = await import("./program.ts");
  process.exitCode = await runGateway(args);
}
