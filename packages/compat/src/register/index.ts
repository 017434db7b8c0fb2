/**
 * `node --import @argent/compat/register app.js` sends a host's imports of Pi to the facades when `ARGENT_RUNTIME` asks
 * for Argent. One line on standard error says what it did.
 */
import { readFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";
import { decide } from "./decide.ts";
import { redirectImports } from "./redirect-imports.ts";
import { shadowImports } from "./shadow-imports.ts";

const { version } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
);
const decision = decide(process.env, process.versions.node, version);

// A worker does what its process does, which has said so.
if (decision.action !== "nothing" && isMainThread) say(decision.message);
if (decision.action === "refuse") process.exit(1);
if (decision.action === "shadow") {
  shadowImports(import.meta.resolve("@argent/compat/pi-ai/shadow"));
}
if (decision.action === "redirect") {
  redirectImports({
    resolveEntry: (entry) => import.meta.resolve(entry),
    onPassed: (specifier) => {
      say(`${specifier} is not served by Argent and comes from the installed package.`);
    },
  });
}

function say(line: string): void {
  process.stderr.write(`argent: ${line}\n`);
}
