import { keyNamesFor } from "@argent/ai";
import { keyFile, readKeys, writeKeys } from "@argent/tools/app";
import { readSecret } from "../../auth/read-secret.ts";
import { ambient } from "../../compose/ambient.ts";
import { exitCode } from "../../exit-code.ts";
import { pipedInput } from "../../piped-input.ts";
import { UsageError } from "../../usage-error.ts";

/** Keeps a key that is typed or piped in. It is never an argument, which everybody on the machine could read. */
export async function authSetCommand(provider: string): Promise<number> {
  const [name] = keyNamesFor(provider);
  if (name === undefined)
    throw new UsageError(
      `"${provider}" is no provider that takes a key. "argent auth list" shows them.`,
    );
  const file = keyFile(ambient());
  const keys = await readKeys(file);
  const key = await enteredKey(provider);
  if (key === undefined) return exitCode.interrupted;
  if (key === "" || /\s/.test(key))
    throw new UsageError("A key is one word. Paste it at the prompt, or pipe it in.");
  await writeKeys(file, { ...keys, [provider]: { type: "api_key", key } });
  process.stdout.write(
    `The key of ${provider} is kept in ${file}, for you alone. It wins over ${name}.\n`,
  );
  return exitCode.done;
}

async function enteredKey(provider: string): Promise<string | undefined> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) {
    return pipedInput({ needed: "the key", tell: (message) => stderr.write(`${message}\n`) });
  }
  const key = await readSecret(stdin, stderr, `Key of ${provider} (not shown): `);
  return key?.trim();
}
