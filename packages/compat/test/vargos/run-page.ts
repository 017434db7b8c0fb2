/**
 * Runs a program of the Vargos page, then a prompt if one is given, and prints what the program exports as the last line.
 */
import { join } from "node:path";
import { getSessionMessageQueue } from "@argent/compat/vargos";

const [name = "", prompt] = process.argv.slice(2);
const { result, prompt: systemPrompt } = await import(
  join(import.meta.dirname, "fixtures", `${name}.ts`)
);
if (prompt !== undefined) await getSessionMessageQueue().enqueue("cli:main", prompt);
console.log(`\n${JSON.stringify(result ?? systemPrompt ?? null)}`);
