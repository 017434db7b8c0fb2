import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { argentFolder } from "../compose/argent-folder.ts";
import { UsageError } from "../usage-error.ts";

/** Keys by provider, in the shape of Pi's `auth.json`. Entries of other types are kept. */
export type StoredKeys = Record<string, { type: "api_key"; key: string } | { type: string }>;

export function authFile(env: Record<string, string | undefined>): string {
  return join(argentFolder(env), "auth.json");
}

/** @throws UsageError when it is there and cannot be read; it is never overwritten then. */
export async function readKeys(file: string): Promise<StoredKeys> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return {};
    throw new UsageError(`The keys in ${file} cannot be read (${codeOf(cause)}).`);
  }
  const stored = parsed(text);
  if (stored !== undefined) return stored;
  throw new UsageError(
    `${file} should be a JSON object of keys by provider, and is not. Repair it, or move it away.`,
  );
}

export function keyIn(keys: StoredKeys, provider: string): string | undefined {
  const entry = Object.hasOwn(keys, provider) ? keys[provider] : undefined;
  const key: unknown = entry?.type === "api_key" && "key" in entry ? entry.key : undefined;
  return typeof key === "string" ? key : undefined;
}

/** Replaces the file as a whole; only its owner can read it. */
export async function writeKeys(file: string, keys: StoredKeys): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    await writeFile(draft, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flag: "wx" });
    await rename(draft, file);
  } catch (cause) {
    await rm(draft, { force: true });
    throw new UsageError(
      `The key cannot be kept in ${file} (${codeOf(cause)}). Set a variable instead.`,
    );
  }
}

/** Whether others than its owner can read it. */
export async function isExposed(file: string): Promise<boolean> {
  const info = await stat(file).catch(() => undefined); // what is not there cannot be read
  return info !== undefined && (info.mode & 0o077) !== 0;
}

function parsed(text: string): StoredKeys | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isStoredKeys(value) ? value : undefined;
  } catch {
    return undefined; // the caller says what is wrong with it
  }
}

function isStoredKeys(value: unknown): value is StoredKeys {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every(
    (entry) =>
      typeof entry === "object" &&
      entry !== null &&
      typeof entry.type === "string" &&
      (entry.type !== "api_key" || typeof entry.key === "string"),
  );
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
}
