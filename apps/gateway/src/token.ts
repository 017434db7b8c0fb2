import { randomBytes, timingSafeEqual } from "node:crypto";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * The token in a file that only its owner can read; a new random one if there is no file.
 *
 * @throws RangeError for a file without a token, and for a place where none can be kept.
 */
export async function ensureToken(path: string): Promise<string> {
  const kept = await keep(path, randomBytes(32).toString("base64url")).catch((cause) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new RangeError(`The token cannot be kept in ${path}: ${why}. Name another file.`);
  });
  if (kept !== "") return kept;
  throw new RangeError(
    `A token is wanted in ${path}, but the file is empty. Remove it to get a new one, or write a long random text into it.`,
  );
}

/** What the file holds; `token` when there was none. */
async function keep(path: string, token: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    await writeFile(path, `${token}\n`, { mode: 0o600, flag: "wx" });
    return token;
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause;
    await chmod(path, 0o600);
    return (await readFile(path, "utf8")).trim();
  }
}

/** Compares in constant time, so that the answer's delay says nothing about the token. */
export function isToken(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && token.length > 0 && timingSafeEqual(a, b);
}
