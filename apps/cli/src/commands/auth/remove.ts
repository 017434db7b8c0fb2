import { keyFile, readKeys, writeKeys } from "@argent/tools/app";
import { ambient } from "../../compose/ambient.ts";
import { exitCode } from "../../exit-code.ts";
import { UsageError } from "../../usage-error.ts";

export async function authRemoveCommand(provider: string): Promise<number> {
  const file = keyFile(ambient());
  const { [provider]: removed, ...rest } = await readKeys(file);
  if (removed === undefined) throw new UsageError(`There is no key of "${provider}" in ${file}.`);
  await writeKeys(file, rest);
  process.stdout.write(`The key of ${provider} is removed from ${file}.\n`);
  return exitCode.done;
}
