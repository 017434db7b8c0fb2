import { failed, ok, type Result } from "../env/execution-env.ts";
import {
  fileProblem,
  parseSettings,
  readSettingsText,
  type SettingsFiles,
} from "./read-settings-file.ts";
import type { SettingsProblem } from "./settings-problem.ts";

/** Remembers which project's settings a person said yes to. */
export interface TrustStore {
  /** Whether the folder's settings were trusted with exactly this content. What cannot be read trusts nobody. */
  isTrusted(folder: string, hash: string): Promise<boolean>;
  /** Trusts a content, in the place of the folder's earlier one. */
  trust(folder: string, hash: string): Promise<Result<void, SettingsProblem>>;
  /** Trusts the folder no longer. */
  distrust(folder: string): Promise<Result<void, SettingsProblem>>;
}

/** A trust store in a JSON file: the hash of the trusted content by folder. The file is the application's, not a project's. */
export function createTrustStore(env: SettingsFiles, file: string): TrustStore {
  return {
    async isTrusted(folder, hash) {
      const hashes = await readHashes(env, file);
      return hash !== "" && hashes.ok && hashes.value.get(folder) === hash;
    },
    trust: (folder, hash) => update(env, file, (hashes) => hashes.set(folder, hash)),
    distrust: (folder) => update(env, file, (hashes) => hashes.delete(folder)),
  };
}

async function update(
  env: SettingsFiles,
  file: string,
  change: (hashes: Map<string, string>) => void,
): Promise<Result<void, SettingsProblem>> {
  const hashes = await readHashes(env, file);
  if (!hashes.ok) return hashes;
  change(hashes.value);
  const text = `${JSON.stringify(Object.fromEntries(hashes.value), null, 2)}\n`;
  const written = await env.writeFile(file, text);
  return written.ok
    ? ok(undefined)
    : failed(fileProblem("unwritable", file, written.error.message));
}

async function readHashes(
  env: SettingsFiles,
  file: string,
): Promise<Result<Map<string, string>, SettingsProblem>> {
  const text = await readSettingsText(env, file);
  if (!text.ok) return text;
  if (text.value === undefined) return ok(new Map());
  const parsed = parseSettings(text.value, file);
  if (!parsed.ok) return parsed;
  const entries = Object.entries(parsed.value.value).flatMap(([folder, hash]) =>
    typeof hash === "string" ? [[folder, hash] as const] : [],
  );
  return ok(new Map(entries));
}
