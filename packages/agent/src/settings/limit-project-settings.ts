import { join, normalize } from "node:path";
import { isWithin } from "../prompt/read-text-file.ts";
import { type CheckedSettings, place, type SettingsOrigin } from "./check-settings.ts";
import type { Settings, SettingsKey } from "./settings.ts";
import type { SettingsProblem } from "./settings-problem.ts";

/** What would hold without the project's file. */
export interface Ceiling {
  readonly mode: NonNullable<NonNullable<Settings["approval"]>["mode"]>;
  readonly sandbox: NonNullable<Settings["sandbox"]>;
}

/** From the laxest to the strictest. */
const modes = ["auto", "ask-before-write", "read-only"] as const;
const sandboxes = ["off", "auto", "require"] as const;

/** Where things lie and what runs on this machine is not the project's business. */
const ownersKeys: readonly SettingsKey[] = ["sessionsDir", "workspace", "mcpServers"];

/**
 * The part of a project's settings that a project may decide, even when a person trusts it: it can tighten approval and
 * the sandbox and never loosen them, starts no programs, names no addresses, and its folders lie inside it.
 */
export function limitProjectSettings(
  settings: Settings,
  folder: string,
  ceiling: Ceiling,
  origin: SettingsOrigin,
): CheckedSettings {
  const problems: SettingsProblem[] = [];
  const refuse = (key: SettingsKey, setting: string, why: string) =>
    problems.push(refusal(origin, key, setting, why));
  const limited: Settings = { ...settings };

  for (const key of ownersKeys.filter((name) => name in limited)) {
    delete limited[key];
    refuse(key, key, "A project cannot set it");
  }
  const { approval, sandbox } = limited;
  if (approval !== undefined) {
    const { mode, rules, ...rest } = approval;
    const isLaxer = mode !== undefined && modes.indexOf(mode) < modes.indexOf(ceiling.mode);
    if (isLaxer) refuse("approval", "approval.mode", `"${mode}" would loosen "${ceiling.mode}"`);
    const strict = rules?.filter(({ decision }) => decision !== "allow");
    if (strict?.length !== rules?.length) {
      refuse("approval", "approval.rules", "A rule that allows would loosen approval");
    }
    limited.approval = {
      ...rest,
      ...(mode !== undefined && !isLaxer && { mode }),
      ...(strict !== undefined && { rules: strict }),
    };
  }
  if (sandbox !== undefined && sandboxes.indexOf(sandbox) < sandboxes.indexOf(ceiling.sandbox)) {
    delete limited.sandbox;
    refuse("sandbox", "sandbox", `"${sandbox}" would loosen "${ceiling.sandbox}"`);
  }
  for (const key of ["skillFolders", "templateFolders"] as const) {
    const given = limited[key];
    const inside = given?.filter((path) => isInside(path, folder));
    if (inside === undefined) continue;
    limited[key] = inside;
    if (inside.length < (given?.length ?? 0)) {
      refuse(key, key, "A project's folders lie inside the project");
    }
  }
  return { settings: limited, problems };
}

function isInside(path: string, folder: string): boolean {
  if (path.startsWith("~")) return false;
  return isWithin(path.startsWith("/") ? normalize(path) : join(folder, path), folder);
}

function refusal(
  origin: SettingsOrigin,
  key: SettingsKey,
  setting: string,
  why: string,
): SettingsProblem {
  const line = origin.lineOf(key);
  return {
    code: "not_for_projects",
    severity: "warning",
    message: `${place(origin.file, line)}: ${setting} was left out. ${why}. Write it into your own settings file if you want it.`,
    file: origin.file,
    line,
    setting,
  };
}
