import { isRecord } from "../../is-record.ts";
import { mergeSettings, migrateSettings, type Settings } from "./settings.ts";
import type { SettingsScope, SettingsStorage } from "./settings-storage.ts";

export interface SettingsError {
  scope: SettingsScope;
  error: Error;
}

/** The user's settings with the project's above them. What is changed is written by and by, field by field. */
export interface LayeredSettings {
  readonly global: Settings;
  readonly project: Settings;
  /** With everything that lies above. */
  readonly merged: Settings;
  /** The user's and the overrides: what a project may not decide. */
  readonly trusted: Settings;
  /** Sets a field, or one field of a group, and queues the write. */
  set(scope: SettingsScope, path: readonly [field: string, nested?: string], value: unknown): void;
  override(settings: Settings): void;
  reload(): Promise<void>;
  flush(): Promise<void>;
  drainErrors(): SettingsError[];
}

interface Layer {
  settings: Settings;
  /** A file that cannot be read is never written over. */
  isBroken: boolean;
}

export function createLayeredSettings(storage: SettingsStorage): LayeredSettings {
  let errors: SettingsError[] = [];
  let overrides: Settings = {};
  let writes = Promise.resolve();
  const report = (scope: SettingsScope, cause: unknown) => {
    errors.push({ scope, error: cause instanceof Error ? cause : new Error(String(cause)) });
  };
  const load = (scope: SettingsScope, before?: Layer): Layer => {
    try {
      let settings: Settings = {};
      storage.withLock(scope, (text) => {
        settings = parseSettings(text);
        return undefined;
      });
      return { settings, isBroken: false };
    } catch (cause) {
      report(scope, cause);
      return { settings: before?.settings ?? {}, isBroken: true };
    }
  };
  const layers = { global: load("global"), project: load("project") };

  return {
    get global() {
      return layers.global.settings;
    },
    get project() {
      return layers.project.settings;
    },
    get merged() {
      const { global, project } = layers;
      return mergeSettings(mergeSettings(global.settings, project.settings), overrides);
    },
    get trusted() {
      return mergeSettings(layers.global.settings, overrides);
    },
    set(scope, path, value) {
      const layer = layers[scope];
      const kept = structuredClone(value);
      layer.settings = withField(layer.settings, path, kept);
      // What is set counts from now on, also where an override was.
      overrides = withoutField(overrides, path);
      if (layer.isBroken) return;
      writes = writes
        .then(() =>
          storage.withLock(scope, (text) =>
            JSON.stringify(withField(parseSettings(text), path, kept), null, 2),
          ),
        )
        .catch((cause: unknown) => report(scope, cause));
    },
    override(settings) {
      overrides = mergeSettings(overrides, settings);
    },
    async reload() {
      await writes;
      overrides = {};
      layers.global = load("global", layers.global);
      layers.project = load("project", layers.project);
    },
    flush: () => writes,
    drainErrors() {
      const drained = errors;
      errors = [];
      return drained;
    },
  };
}

function parseSettings(text: string | undefined): Settings {
  if (!text) return {};
  const parsed: unknown = JSON.parse(text);
  if (isRecord(parsed)) return migrateSettings(parsed);
  throw new Error(
    `Settings must be a JSON object, got ${JSON.stringify(parsed)}. Correct the file.`,
  );
}

function withField(
  settings: Settings,
  [field, nested]: readonly [string, string?],
  value: unknown,
): Settings {
  const changed: Record<string, unknown> = { ...settings };
  if (nested === undefined) changed[field] = value;
  else changed[field] = { ...(isRecord(changed[field]) && changed[field]), [nested]: value };
  return changed;
}

function withoutField(settings: Settings, [field, nested]: readonly [string, string?]): Settings {
  const { [field]: found, ...rest }: Record<string, unknown> = { ...settings };
  if (nested === undefined || !isRecord(found)) return rest;
  const { [nested]: _, ...group } = found;
  return { ...rest, [field]: group };
}
