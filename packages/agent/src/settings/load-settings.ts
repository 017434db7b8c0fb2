import { dirname, join } from "node:path";
import { type CheckedSettings, closedSettings } from "./check-settings.ts";
import {
  type LayeredSettings,
  layerSettings,
  type PartialSettings,
  type SettingsSource,
} from "./layer-settings.ts";
import { type Ceiling, limitProjectSettings } from "./limit-project-settings.ts";
import {
  contentHash,
  readSettings,
  readSettingsText,
  type SettingsFiles,
} from "./read-settings-file.ts";
import type { Settings } from "./settings.ts";
import type { SettingsProblem } from "./settings-problem.ts";

/** Where settings come from. */
export interface LoadSettingsOptions {
  /** Where both files are read. */
  env: SettingsFiles;
  /** The person's own settings, for example `/home/ada/.argent/settings.json`. It need not be there. */
  globalFile: string;
  /** The project's folder; its settings are in `.argent/settings.json` below it. Default: none. */
  projectFolder?: string | undefined;
  /** Whether a person said that the project's file may be used, with exactly this content. Default: nobody did. */
  isTrusted?: ((folder: string, hash: string) => boolean | Promise<boolean>) | undefined;
  /** What the command line says. It wins over everything. */
  flags?: PartialSettings | undefined;
  /** What environment variables say. It wins over the files. */
  environment?: PartialSettings | undefined;
  /** What holds when nobody says anything. */
  defaults?: PartialSettings | undefined;
}

/** The settings in force, where each comes from, and what was wrong with the files. */
export interface LoadedSettings {
  /** Flags over environment over project over global over defaults. */
  readonly settings: Settings;
  /** Where each setting comes from. */
  readonly sources: Readonly<Partial<Record<keyof Settings, SettingsSource>>>;
  readonly problems: readonly SettingsProblem[];
  /** Of the project's file; `"none"` when there is none. An untrusted one contributes nothing. */
  readonly trust: "none" | "trusted" | "untrusted";
  /** The project's file, to show to a person and to remember the answer with `TrustStore.trust(folder, hash)`. */
  readonly project?: ProjectSettings | undefined;
}

/** A project's file, whether or not it is trusted. */
export interface ProjectSettings {
  readonly file: string;
  /** With every symbolic link resolved. */
  readonly folder: string;
  /** Changes with every change of the file. */
  readonly hash: string;
  /** What it contributes once it is trusted. */
  readonly settings: Settings;
  readonly problems: readonly SettingsProblem[];
}

/**
 * Reads the two settings files. Never throws: what is wrong is among the `problems`, and with an `error` among them nothing
 * should run, since a rule that forbids something may be what could not be read.
 */
export async function loadSettings(options: LoadSettingsOptions): Promise<LoadedSettings> {
  const { env, globalFile, flags = {}, environment = {}, defaults = {} } = options;
  const own = await loadOwn(env, globalFile);
  const below = layerSettings([
    { source: "global", settings: own.settings },
    { source: "default", settings: defaults },
  ]).settings;
  const project = await loadProject(options, below);
  const isTrusted =
    project !== undefined && (await options.isTrusted?.(project.folder, project.hash)) === true;
  const layered: LayeredSettings = layerSettings([
    { source: "flag", settings: flags },
    { source: "environment", settings: environment },
    { source: "project", settings: isTrusted ? project.settings : {} },
    { source: "global", settings: own.settings },
    { source: "default", settings: defaults },
  ]);
  if (project === undefined) return { ...layered, problems: own.problems, trust: "none" };
  return {
    ...layered,
    problems: [...own.problems, ...(isTrusted ? project.problems : [untrusted(project.file)])],
    trust: isTrusted ? "trusted" : "untrusted",
    project,
  };
}

async function loadOwn(env: SettingsFiles, file: string): Promise<CheckedSettings> {
  const text = await readSettingsText(env, file);
  if (!text.ok) return { settings: closedSettings, problems: [text.error] };
  if (text.value === undefined) return { settings: {}, problems: [] };
  const { settings, problems } = readSettings(text.value, file);
  return { settings: anchored(settings, dirname(file)), problems };
}

async function loadProject(
  { env, globalFile, projectFolder }: LoadSettingsOptions,
  below: Settings,
): Promise<ProjectSettings | undefined> {
  if (projectFolder === undefined) return undefined;
  const file = join(projectFolder, ".argent/settings.json");
  if (await isSameFile(env, file, globalFile)) return undefined; // in the home folder
  const text = await readSettingsText(env, file);
  if (text.ok && text.value === undefined) return undefined;
  const found = await env.stat(projectFolder);
  const folder = found.ok ? found.value.realPath : projectFolder;
  // The hash of nothing that anybody can have said yes to.
  if (!text.ok) return { file, folder, hash: "", settings: {}, problems: [text.error] };
  const checked = readSettings(text.value ?? "", file);
  const ceiling: Ceiling = {
    mode: below.approval?.mode ?? "ask-before-write",
    sandbox: below.sandbox ?? "auto",
  };
  const limited = limitProjectSettings(checked.settings, folder, ceiling, checked);
  return {
    file,
    folder,
    hash: contentHash(text.value ?? ""),
    settings: anchored(limited.settings, folder),
    problems: [...checked.problems, ...limited.problems],
  };
}

async function isSameFile(env: SettingsFiles, one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([env.stat(one), env.stat(other)]);
  return first.ok && second.ok && first.value.realPath === second.value.realPath;
}

/** Relative paths in a file start where the file's owner put it; what begins with `~` is for the application to expand. */
function anchored(settings: Settings, folder: string): Settings {
  const absolute = (path: string) => (/^[~/]/.test(path) ? path : join(folder, path));
  const { sessionsDir, workspace, skillFolders, templateFolders } = settings;
  return {
    ...settings,
    ...(sessionsDir !== undefined && { sessionsDir: absolute(sessionsDir) }),
    ...(workspace !== undefined && { workspace: absolute(workspace) }),
    ...(skillFolders && { skillFolders: skillFolders.map(absolute) }),
    ...(templateFolders && { templateFolders: templateFolders.map(absolute) }),
  };
}

function untrusted(file: string): SettingsProblem {
  return {
    code: "untrusted",
    severity: "warning",
    message: `${file} was left out: nobody has said yet that this project may set anything, or it has changed since. Look at it and trust it, or ignore it.`,
    file,
  };
}
