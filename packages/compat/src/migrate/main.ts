#!/usr/bin/env node
import { runMigrate } from "./run-migrate.ts";

process.exitCode = await runMigrate(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
});
