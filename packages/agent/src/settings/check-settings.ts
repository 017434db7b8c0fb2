import {
  type CompiledSchema,
  compileSchema,
  nearest,
  type SchemaIssue,
  suggestion,
} from "@argent/ai";
import { isSettingsKey, Settings, type SettingsKey } from "./settings.ts";
import type { SettingsProblem } from "./settings-problem.ts";

export interface CheckedSettings {
  readonly settings: Settings;
  readonly problems: readonly SettingsProblem[];
}

/** Where a value comes from, for messages. */
export interface SettingsOrigin {
  readonly file: string;
  /** The line of a setting, from 1. */
  lineOf(key: string): number | undefined;
}

/** What holds where a file cannot be understood: what it may have forbidden stays forbidden. */
export const closedSettings: Pick<Settings, "approval" | "sandbox"> = {
  approval: { mode: "read-only" },
  sandbox: "require",
};

/**
 * Keeps what fits the schema and reports the rest. A value that does not fit is left out; of `approval` and `sandbox` the
 * strictest value takes its place.
 */
export function checkSettings(
  value: Readonly<Record<string, unknown>>,
  origin: SettingsOrigin,
): CheckedSettings {
  const problems: SettingsProblem[] = [];
  const kept: Record<string, unknown> = {};
  const schema = compileSchema(Settings);
  const issues = [...schema.issues(value), ...patternIssues(value.approval)];
  for (const [key, given] of Object.entries(value)) {
    if (key === "$schema") continue; // for editors
    const unknown = isSettingsKey(key)
      ? unknownNames(given, Settings.properties[key], key)
      : [{ setting: key, known: Object.keys(Settings.properties) }];
    problems.push(...unknown.map((found) => unknownSetting(found, origin)));
    if (!isSettingsKey(key)) continue;
    const wrong = issues.filter(({ path }) => path === key || path.startsWith(`${key}.`));
    if (wrong.length > 0) problems.push(invalidValue(key, wrong, origin));
    // A misspelt word of a rule would make the rule fit more calls than was meant.
    const isUnclear = key === "approval" && unknown.length > 0;
    kept[key] = wrong.length === 0 && !isUnclear ? given : Reflect.get(closedSettings, key);
    if (kept[key] === undefined) delete kept[key];
  }
  return { settings: fits(kept, schema) ? kept : closedSettings, problems };
}

function fits(value: Record<string, unknown>, schema: CompiledSchema): value is Settings {
  return schema.accepts(value);
}

/** Patterns of rules that are no regular expressions; what is no list of rules is the schema's to report. */
function patternIssues(approval: unknown): SchemaIssue[] {
  const rules = isRecord(approval) && Array.isArray(approval.rules) ? approval.rules : [];
  return rules.flatMap((rule, index) =>
    Object.entries(isRecord(rule) && isRecord(rule.args) ? rule.args : {}).flatMap(
      ([name, pattern]) =>
        typeof pattern !== "string" || isPattern(pattern)
          ? []
          : [
              {
                path: `approval.rules.${index}.args.${name}`,
                message: `must be a regular expression, got ${JSON.stringify(pattern)}`,
              },
            ],
    ),
  );
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, "s") !== undefined;
  } catch {
    return false; // what it throws for is what was asked
  }
}

function invalidValue(
  key: SettingsKey,
  issues: readonly SchemaIssue[],
  origin: SettingsOrigin,
): SettingsProblem {
  const line = origin.lineOf(key);
  const what = issues
    .slice(0, 3)
    .map(({ path, message }) => `${path} ${message}`)
    .join("; ");
  return {
    code: "invalid_value",
    severity: "error",
    message: `${place(origin.file, line)}: ${what}. Correct it, or remove it to get the default.`,
    file: origin.file,
    line,
    setting: key,
  };
}

interface UnknownName {
  setting: string;
  known: readonly string[];
}

function unknownSetting({ setting, known }: UnknownName, origin: SettingsOrigin): SettingsProblem {
  const key = setting.split(".", 1)[0] ?? setting;
  const line = origin.lineOf(key);
  const name = setting.slice(setting.lastIndexOf(".") + 1);
  const near = suggestion(nearest(name, known, 1));
  return {
    code: "unknown_setting",
    severity: key === "approval" ? "error" : "warning",
    message: `${place(origin.file, line)}: there is no setting "${setting}". ${near}It has no effect.`,
    file: origin.file,
    line,
    setting,
  };
}

/** Names in a value that its schema does not have. */
function unknownNames(value: unknown, schema: unknown, path: string): UnknownName[] {
  if (Array.isArray(value)) {
    const items = isRecord(schema) ? schema.items : undefined;
    return value.flatMap((item, index) => unknownNames(item, items, `${path}.${index}`));
  }
  if (!isRecord(value) || !isRecord(schema)) return [];
  const others = schema.additionalProperties;
  const properties = propertiesOf(schema);
  return Object.entries(value).flatMap(([name, part]) => {
    const setting = `${path}.${name}`;
    if (properties !== undefined && Object.hasOwn(properties, name)) {
      return unknownNames(part, properties[name], setting);
    }
    if (others !== undefined) return unknownNames(part, others, setting);
    return [{ setting, known: Object.keys(properties ?? {}) }];
  });
}

/** Those of all alternatives together. */
function propertiesOf(schema: Record<string, unknown>): Record<string, unknown> | undefined {
  if (isRecord(schema.properties)) return schema.properties;
  if (!Array.isArray(schema.anyOf)) return undefined;
  const alternatives = schema.anyOf.filter(isRecord).map((part) => propertiesOf(part) ?? {});
  return Object.assign({}, ...alternatives);
}

export function place(file: string, line: number | undefined): string {
  return line === undefined ? file : `${file}, line ${line}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
