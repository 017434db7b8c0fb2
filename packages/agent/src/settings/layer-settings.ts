import { isSettingsKey, type Settings, type SettingsKey } from "./settings.ts";

/** Who said it. */
export type SettingsSource = "flag" | "environment" | "project" | "global" | "default";

/** Settings as programs put them together: what is `undefined` is not said. */
export type PartialSettings = { [Key in SettingsKey]?: Settings[Key] | undefined };

/** What one source says. */
export interface SettingsLayer {
  readonly source: SettingsSource;
  readonly settings: PartialSettings;
}

/** What all layers say together. */
export interface LayeredSettings {
  readonly settings: Settings;
  /** Who said it; for a setting that several layers make up, the most important of them. */
  readonly sources: Readonly<Partial<Record<SettingsKey, SettingsSource>>>;
}

/**
 * Lays settings over each other, the most important layer first. Objects are joined field by field, lists of folders and
 * of rules one after the other. `model` and `provider` belong together: the first layer that names one of them decides
 * both.
 */
export function layerSettings(layers: readonly SettingsLayer[]): LayeredSettings {
  let settings: Settings = {};
  const sources: Partial<Record<SettingsKey, SettingsSource>> = {};
  const naming = layers.find(({ settings: { model, provider } }) => model ?? provider);
  for (const layer of layers) {
    const said = definedOf(layer.settings);
    if (layer !== naming) {
      delete said.model;
      delete said.provider;
    }
    settings = join(settings, said);
    for (const key of Object.keys(said).filter(isSettingsKey)) sources[key] ??= layer.source;
  }
  return { settings, sources };
}

function join(over: Settings, under: Settings): Settings {
  const joined: Settings = { ...under, ...over };
  if (over.approval && under.approval) {
    const rules = listed(over.approval.rules, under.approval.rules);
    joined.approval = { ...under.approval, ...over.approval, ...(rules && { rules }) };
  }
  if (over.compaction) joined.compaction = { ...under.compaction, ...over.compaction };
  if (over.retry) joined.retry = { ...under.retry, ...over.retry };
  if (over.queue) joined.queue = { ...under.queue, ...over.queue };
  if (over.mcpServers) joined.mcpServers = { ...under.mcpServers, ...over.mcpServers };
  const skillFolders = listed(over.skillFolders, under.skillFolders);
  if (skillFolders) joined.skillFolders = skillFolders;
  const templateFolders = listed(over.templateFolders, under.templateFolders);
  if (templateFolders) joined.templateFolders = templateFolders;
  return joined;
}

function listed<Item>(over: Item[] | undefined, under: Item[] | undefined): Item[] | undefined {
  return over && under ? [...over, ...under] : (over ?? under);
}

function definedOf(settings: PartialSettings): Settings {
  const said: Settings = {};
  for (const key of Object.keys(settings).filter(isSettingsKey)) {
    if (settings[key] !== undefined) Object.assign(said, { [key]: settings[key] });
  }
  return said;
}
