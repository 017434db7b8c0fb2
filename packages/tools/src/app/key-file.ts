import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf, toEnvError } from "../env/env-failure.ts";
import { isRecord } from "../is-record.ts";
import { replacePrivateFile } from "../replace-private-file.ts";
import { ToolError } from "../tool-error.ts";
import type { Ambient } from "./ambient.ts";
import { argentFolder } from "./argent-folder.ts";

/** Keys by provider, in the shape of Pi's `auth.json`. Entries of other types are kept. */
export type StoredKeys = Record<string, { type: "api_key"; key: string } | { type: string }>;

/** Where a person's API keys lie: `auth.json` in the Argent folder. */
export function keyFile(ambient: Ambient): string {
  return join(argentFolder(ambient), "auth.json");
}

/** @throws ToolError when it is there and cannot be read, `invalid` when it has another shape. Do not overwrite it then. */
export async function readKeys(file: string): Promise<StoredKeys> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    const { code } = toEnvError(cause, "read", file);
    if (code === "not_found") return {};
    throw new ToolError(code, `The keys in ${file} cannot be read (${reasonOf(cause)}).`, {
      path: file,
      cause,
    });
  }
  const stored = parsed(text);
  if (stored !== undefined) return stored;
  throw new ToolError(
    "invalid",
    `${file} should be a JSON object of keys by provider, and is not. Repair it, or move it away.`,
    { path: file },
  );
}

/** The API key of a provider, if the file has one. */
export function keyIn(keys: StoredKeys, provider: string): string | undefined {
  const entry = Object.hasOwn(keys, provider) ? keys[provider] : undefined;
  const key: unknown = entry?.type === "api_key" && "key" in entry ? entry.key : undefined;
  return typeof key === "string" ? key : undefined;
}

/**
 * Replaces the file as a whole; only its owner can read it.
 *
 * @throws ToolError when it cannot be written; the old content stays then.
 */
export async function writeKeys(file: string, keys: StoredKeys): Promise<void> {
  try {
    await replacePrivateFile(file, `${JSON.stringify(keys, null, 2)}\n`);
  } catch (cause) {
    throw new ToolError(
      toEnvError(cause, "write", file).code,
      `The key cannot be kept in ${file} (${reasonOf(cause)}). Set a variable instead.`,
      { path: file, cause },
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
  if (!isRecord(value)) return false;
  return Object.values(value).every(
    (entry) =>
      isRecord(entry) &&
      typeof entry.type === "string" &&
      (entry.type !== "api_key" || typeof entry.key === "string"),
  );
}

function reasonOf(cause: unknown): string {
  return errnoOf(cause) ?? String(cause);
}
