import { writeFile } from "node:fs/promises";
import { UsageError } from "../usage-error.ts";

/**
 * Writes a file that is not there yet.
 *
 * @param name The path as people are told of it.
 * @throws UsageError when there is something already, or when nothing can be written there.
 */
export async function writeNewFile(path: string, text: string, name = path): Promise<void> {
  try {
    await writeFile(path, text, { flag: "wx" });
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "EEXIST") throw new UsageError(`${name} exists already. Name another file.`);
    const reason = code === "ENOENT" ? "its folder does not exist" : String(code ?? cause);
    throw new UsageError(`${name} cannot be written: ${reason}.`, { cause });
  }
}
