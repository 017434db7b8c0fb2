import { createHash } from "node:crypto";
import { type EnvError, type ExecutionEnv, failed, ok, type Result } from "../env/execution-env.ts";
import {
  type CheckedSettings,
  checkSettings,
  closedSettings,
  place,
  type SettingsOrigin,
} from "./check-settings.ts";
import type { Settings } from "./settings.ts";
import {
  lineAt,
  parseSettingsJson,
  type RepeatedName,
  type SettingsJson,
} from "./settings-json.ts";
import type { SettingsProblem, SettingsProblemCode } from "./settings-problem.ts";

/** The part of an `ExecutionEnv` that settings need. */
export type SettingsFiles = Pick<ExecutionEnv, "stat" | "readFile" | "writeFile">;

/** Nobody writes more than this by hand. */
const maxBytes = 256 * 1024;

/** The text of a settings file; `undefined` where there is none. Never waits for a pipe or a device. */
export async function readSettingsText(
  env: SettingsFiles,
  file: string,
): Promise<Result<string | undefined, SettingsProblem>> {
  const found = await env.stat(file);
  if (!found.ok)
    return isMissing(found.error) ? ok(undefined) : failed(unreadable(file, found.error.message));
  const { kind, size } = found.value;
  if (kind !== "file") return failed(unreadable(file, "A file was wanted."));
  if (size > maxBytes) {
    const message = `${file} has ${size} bytes; settings have at most ${maxBytes}. Shorten it.`;
    return failed(fileProblem("too_large", file, message));
  }
  const bytes = await env.readFile(file, { range: { end: maxBytes } });
  if (bytes.ok) return ok(new TextDecoder().decode(bytes.value));
  return isMissing(bytes.error) ? ok(undefined) : failed(unreadable(file, bytes.error.message));
}

export function parseSettings(text: string, file: string): Result<SettingsJson, SettingsProblem> {
  const parsed = parseSettingsJson(text.trim() === "" ? "{}" : text);
  if (parsed.ok) return parsed;
  const line = lineAt(text, parsed.error.offset);
  const message = `${place(file, line)}: no valid JSON: ${parsed.error.message.replace(/\.$/, "")}. Correct it; until then nothing in the file counts, and the file is not written to.`;
  return failed({ ...fileProblem("invalid_json", file, message), line });
}

export interface ReadSettings extends CheckedSettings, SettingsOrigin {}

/** What a text says. When it cannot be understood, that is nothing but the strictest of what keeps a machine safe. */
export function readSettings(text: string, file: string): ReadSettings {
  const parsed = parseSettings(text, file);
  if (!parsed.ok) {
    return { settings: closedSettings, problems: [parsed.error], file, lineOf: () => undefined };
  }
  const { value, properties, repeats } = parsed.value;
  const lineOf = (key: string) => {
    const found = properties.findLast((property) => property.key === key);
    return found && lineAt(text, found.start);
  };
  const { settings, problems } = checkSettings(value, { file, lineOf });
  if (repeats.length === 0) return { settings, problems, file, lineOf };
  const duplicates = repeats.map((repeat) => duplicate(file, repeat, lineAt(text, repeat.offset)));
  return {
    settings: { ...settings, ...closedFor(repeats) },
    problems: [...duplicates, ...problems],
    file,
    lineOf,
  };
}

function closedFor(repeats: readonly RepeatedName[]): Settings {
  const { approval, sandbox } = closedSettings;
  const has = (name: string) => repeats.some(({ key }) => key === name);
  return {
    ...(has("approval") && approval && { approval }),
    ...(has("sandbox") && sandbox && { sandbox }),
  };
}

/** What a person's trust in a content is remembered by. */
export function contentHash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

export function fileProblem(
  code: SettingsProblemCode,
  file: string,
  message: string,
): SettingsProblem {
  return { code, severity: "error", message, file };
}

function duplicate(file: string, { name, key }: RepeatedName, line: number): SettingsProblem {
  const message = `${place(file, line)}: "${name}" is there twice. Keep one of the two.`;
  return { ...fileProblem("duplicate_setting", file, message), line, setting: key };
}

function unreadable(file: string, why: string): SettingsProblem {
  return fileProblem(
    "unreadable",
    file,
    `${file} cannot be read, so its settings do not count. ${why}`,
  );
}

function isMissing({ code }: EnvError): boolean {
  return code === "not_found" || code === "not_directory";
}
