import { readFile } from "node:fs/promises";
import { toEnvError } from "../env/env-failure.ts";
import { isRecord } from "../is-record.ts";
import { replacePrivateFile } from "../replace-private-file.ts";
import { ToolError } from "../tool-error.ts";
import type { ApprovedDefinitions } from "./approved-definitions.ts";

/**
 * Remembers in a JSON file of hashes by tool. Where there is no file, every tool is new. What other programs add to it stays;
 * what they change is seen when it is opened again.
 *
 * @throws ToolError when it is there and cannot be read, `invalid` when it has another shape: a tool that changed would be
 *   taken for a new one otherwise.
 */
export async function fileApprovedDefinitions(file: string): Promise<ApprovedDefinitions> {
  const known = new Map(Object.entries(await readHashes(file)));
  let written: Promise<unknown> = Promise.resolve();

  async function write(tool: string, hash: string): Promise<void> {
    const hashes = { ...(await readHashes(file)), [tool]: hash };
    await replacePrivateFile(file, `${JSON.stringify(hashes, null, 2)}\n`);
  }

  return {
    get: (tool) => known.get(tool),
    async set(tool, hash) {
      if (known.get(tool) === hash) return;
      known.set(tool, hash);
      const mine = written.then(() => write(tool, hash));
      written = mine.catch(() => {}); // whoever set it hears of the failure
      await mine;
    },
  };
}

async function readHashes(file: string): Promise<Record<string, string>> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    const { code, message } = toEnvError(cause, "read the approved tools in", file);
    if (code === "not_found") return {};
    throw new ToolError(code, message, { path: file, cause });
  }
  const hashes = parsed(text);
  if (hashes !== undefined) return hashes;
  const message = `${file} should be a JSON object of hashes by tool, and is not. Repair it, or move it away: then every tool counts as new.`;
  throw new ToolError("invalid", message, { path: file });
}

function parsed(text: string): Record<string, string> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isHashes(value) ? value : undefined;
  } catch {
    return undefined; // the caller says what is wrong with it
  }
}

function isHashes(value: unknown): value is Record<string, string> {
  if (!isRecord(value)) return false;
  return Object.values(value).every((hash) => typeof hash === "string");
}
