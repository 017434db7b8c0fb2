import { isDeepStrictEqual } from "node:util";
import { failed, ok, type Result } from "../env/execution-env.ts";
import { checkSettings } from "./check-settings.ts";
import {
  fileProblem,
  parseSettings,
  readSettings,
  readSettingsText,
  type SettingsFiles,
} from "./read-settings-file.ts";
import { isSettingsKey, type Settings } from "./settings.ts";
import { editSettingsJson } from "./settings-json.ts";
import type { SettingsProblem } from "./settings-problem.ts";

/**
 * Changes a settings file as a whole or not at all: settings that `change` leaves alone, unknown ones, and comments outside
 * what it changes stay as they are. A file that cannot be understood is not written to. Await one update of a file before
 * the next.
 *
 * @param change Gets what the file says and returns what it shall say; a key that is missing is removed.
 */
export async function updateSettings(
  env: SettingsFiles,
  file: string,
  change: (settings: Settings) => Settings,
): Promise<Result<Settings, SettingsProblem>> {
  const read = await readSettingsText(env, file);
  if (!read.ok) return read;
  const before = read.value ?? "";
  const parsed = parseSettings(before, file);
  if (!parsed.ok) return parsed;
  const { settings, problems } = readSettings(before, file);
  const duplicate = problems.find(({ code }) => code === "duplicate_setting");
  if (duplicate !== undefined) return failed(duplicate);

  const wanted = change(structuredClone(settings));
  const keys = [...Object.keys(settings), ...Object.keys(wanted)].filter(isSettingsKey);
  const changed = new Set(keys.filter((key) => !isDeepStrictEqual(settings[key], wanted[key])));
  const { problems: faults } = checkSettings({ ...wanted }, { file, lineOf: () => undefined });
  const fault = faults.find(({ severity }) => severity === "error");
  if (fault !== undefined) return failed(fault);
  if (changed.size === 0) return ok(wanted);

  let text = before.trim() === "" ? "{}\n" : before;
  for (const key of changed) text = editSettingsJson(text, key, wanted[key]);
  const written = await env.writeFile(file, text);
  return written.ok ? ok(wanted) : failed(fileProblem("unwritable", file, written.error.message));
}
