import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import type { Loose } from "../../pi-ai/loose.ts";
import {
  createExtensionRuntime,
  type ExtensionRuntime,
  type LoadExtensionsResult,
} from "../out-of-scope/extension-runtime.ts";
import { OutOfScopeError } from "../out-of-scope/out-of-scope-error.ts";
import { SettingsManager } from "../settings/settings-manager.ts";
import { loadProjectContextFiles } from "./context-files.ts";
import type { EventBus } from "./event-bus.ts";
import { type FoundResource, findResources } from "./find-resources.ts";
import { loadSkills } from "./load-skills.ts";
import { loadPromptTemplates, type PromptTemplate } from "./prompt-templates.ts";
import type { ResourceDiagnostic } from "./resource-diagnostic.ts";
import type { LoadSkillsResult, Skill } from "./skill.ts";
import type { PathMetadata, SourceInfo } from "./source-info.ts";

type ContextFiles = { agentsFiles: { path: string; content: string }[] };
type Prompts = { prompts: PromptTemplate[]; diagnostics: ResourceDiagnostic[] };
type Themes = { themes: Loose[]; diagnostics: ResourceDiagnostic[] };

export interface ResourceExtensionPaths {
  skillPaths?: { path: string; metadata: PathMetadata }[] | undefined;
  promptPaths?: { path: string; metadata: PathMetadata }[] | undefined;
  themePaths?: { path: string; metadata: PathMetadata }[] | undefined;
}

/** Where a session's skills, prompts and instructions come from. Hosts that want none write one that returns nothing. */
export interface ResourceLoader {
  getExtensions(): LoadExtensionsResult;
  getSkills(): { skills: Skill[]; diagnostics: ResourceDiagnostic[] };
  getPrompts(): Prompts;
  getThemes(): Themes;
  getAgentsFiles(): ContextFiles;
  /** Stands instead of the usual beginning of the system prompt. */
  getSystemPrompt(): string | undefined;
  getAppendSystemPrompt(): string[];
  extendResources(paths: ResourceExtensionPaths): void;
  reload(): Promise<void>;
}

export interface DefaultResourceLoaderOptions {
  cwd: string;
  agentDir: string;
  settingsManager?: SettingsManager | undefined;
  /** Of extensions; has no meaning here. */
  eventBus?: EventBus | undefined;
  additionalExtensionPaths?: string[] | undefined;
  additionalSkillPaths?: string[] | undefined;
  additionalPromptTemplatePaths?: string[] | undefined;
  additionalThemePaths?: string[] | undefined;
  /** Not called: each is an error of `getExtensions`. */
  extensionFactories?: ((pi: Loose) => void | Promise<void>)[] | undefined;
  noExtensions?: boolean | undefined;
  noSkills?: boolean | undefined;
  noPromptTemplates?: boolean | undefined;
  noThemes?: boolean | undefined;
  noContextFiles?: boolean | undefined;
  /** A text, or the path of a file that holds it. */
  systemPrompt?: string | undefined;
  appendSystemPrompt?: string[] | undefined;
  extensionsOverride?: ((base: LoadExtensionsResult) => LoadExtensionsResult) | undefined;
  skillsOverride?: ((base: LoadSkillsResult) => LoadSkillsResult) | undefined;
  promptsOverride?: ((base: Prompts) => Prompts) | undefined;
  themesOverride?: ((base: Themes) => Themes) | undefined;
  agentsFilesOverride?: ((base: ContextFiles) => ContextFiles) | undefined;
  systemPromptOverride?: ((base: string | undefined) => string | undefined) | undefined;
  appendSystemPromptOverride?: ((base: string[]) => string[]) | undefined;
}

/** Pi's places: the agent directory, the project's `.pi`, `.agents/skills`, the settings, and what the options name. Extensions are not loaded. */
export class DefaultResourceLoader implements ResourceLoader {
  readonly #options: DefaultResourceLoaderOptions;
  readonly #settings: SettingsManager;
  #extensions: LoadExtensionsResult = withoutExtensions([]);
  #skills: LoadSkillsResult = { skills: [], diagnostics: [] };
  #prompts: Prompts = { prompts: [], diagnostics: [] };
  #themes: Themes = { themes: [], diagnostics: [] };
  #contextFiles: ContextFiles = { agentsFiles: [] };
  #systemPrompt: string | undefined;
  #appended: string[] = [];
  #extra = nothingExtra();

  constructor(options: DefaultResourceLoaderOptions) {
    this.#options = options;
    this.#settings =
      options.settingsManager ?? SettingsManager.create(options.cwd, options.agentDir);
  }

  getExtensions(): LoadExtensionsResult {
    return this.#extensions;
  }

  getSkills(): LoadSkillsResult {
    return this.#skills;
  }

  getPrompts(): Prompts {
    return this.#prompts;
  }

  getThemes(): Themes {
    return this.#themes;
  }

  getAgentsFiles(): ContextFiles {
    return this.#contextFiles;
  }

  getSystemPrompt(): string | undefined {
    return this.#systemPrompt;
  }

  getAppendSystemPrompt(): string[] {
    return this.#appended;
  }

  extendResources({ skillPaths = [], promptPaths = [] }: ResourceExtensionPaths): void {
    for (const { path, metadata } of skillPaths) this.#extra.skills.set(path, metadata);
    for (const { path, metadata } of promptPaths) this.#extra.prompts.set(path, metadata);
    if (skillPaths.length > 0) this.#loadSkills();
    if (promptPaths.length > 0) this.#loadPrompts();
  }

  /** Reads everything again. Nothing is there before the first time. */
  async reload(): Promise<void> {
    const { options, homes } = this.#places();
    await this.#settings.reload();
    this.#extra = nothingExtra();
    this.#extensions = withOverride(
      withoutExtensions(this.#unloadedExtensions()),
      options.extensionsOverride,
    );
    this.#loadSkills();
    this.#loadPrompts();
    this.#themes = withOverride({ themes: [], diagnostics: [] }, options.themesOverride);
    const agentsFiles = options.noContextFiles ? [] : loadProjectContextFiles(options);
    this.#contextFiles = withOverride({ agentsFiles }, options.agentsFilesOverride);
    const prompt = options.systemPrompt ?? firstExisting(homes, "SYSTEM.md");
    this.#systemPrompt = withOverride(textOrFile(prompt), options.systemPromptOverride);
    const found = firstExisting(homes, "APPEND_SYSTEM.md");
    const appended = options.appendSystemPrompt ?? (found ? [found] : []);
    this.#appended = withOverride(
      appended.flatMap((text) => textOrFile(text) ?? []),
      options.appendSystemPromptOverride,
    );
  }

  #places() {
    const options = this.#options;
    return { options, homes: [join(options.cwd, ".pi"), options.agentDir] };
  }

  #loadSkills(): void {
    const { cwd, agentDir, noSkills, additionalSkillPaths = [], skillsOverride } = this.#options;
    const found = noSkills ? [] : this.#find("skills");
    const loaded = loadSkills({
      cwd,
      agentDir,
      skillPaths: [
        ...found.map(({ path }) => path),
        ...additionalSkillPaths,
        ...this.#extra.skills.keys(),
      ],
      includeDefaults: false,
    });
    const { skills, diagnostics } = withOverride(loaded, skillsOverride);
    const sourceOf = sourcesOf(found, this.#extra.skills, cwd);
    this.#skills = { skills: skills.map(sourceOf), diagnostics };
  }

  #loadPrompts(): void {
    const { cwd, agentDir, noPromptTemplates, additionalPromptTemplatePaths = [] } = this.#options;
    const found = noPromptTemplates ? [] : this.#find("prompts");
    const loaded = loadPromptTemplates({
      cwd,
      agentDir,
      promptPaths: [
        ...found.map(({ path }) => path),
        ...additionalPromptTemplatePaths,
        ...this.#extra.prompts.keys(),
      ],
      includeDefaults: false,
    });
    const kept = withOverride(withoutDoubles(loaded), this.#options.promptsOverride);
    const sourceOf = sourcesOf(found, this.#extra.prompts, cwd);
    this.#prompts = { prompts: kept.prompts.map(sourceOf), diagnostics: kept.diagnostics };
  }

  #find(kind: "skills" | "prompts"): FoundResource[] {
    const { cwd, agentDir } = this.#options;
    const projectSettings = this.#settings.getProjectSettings();
    return findResources(kind, {
      cwd,
      agentDir,
      projectSettings,
      userSettings: this.#settings.getGlobalSettings(),
    });
  }

  /** Where Pi would load extensions from. */
  #unloadedExtensions(): string[] {
    const { noExtensions, additionalExtensionPaths = [], extensionFactories = [] } = this.#options;
    const { homes } = this.#places();
    const found = homes.flatMap((home) => entriesIn(join(home, "extensions")));
    return [
      ...(noExtensions ? [] : [...found, ...this.#settings.getExtensionPaths()]),
      ...this.#settings
        .getPackages()
        .map((each) => (typeof each === "string" ? each : each.source)),
      ...additionalExtensionPaths,
      ...extensionFactories.map((_, index) => `<inline:${index + 1}>`),
    ];
  }
}

function nothingExtra() {
  return { skills: new Map<string, PathMetadata>(), prompts: new Map<string, PathMetadata>() };
}

/** Says of a resource where it comes from, as far as that is known better than its file says. */
function sourcesOf(
  found: readonly FoundResource[],
  extra: ReadonlyMap<string, PathMetadata>,
  cwd: string,
) {
  const added = [...extra].map(([path, metadata]) => ({ path: resolve(cwd, path), metadata }));
  return <Resource extends { filePath: string; sourceInfo: SourceInfo }>(resource: Resource) => {
    const { filePath } = resource;
    const source = [...added, ...found].find(
      ({ path }) => filePath === path || filePath.startsWith(path + sep),
    );
    if (source === undefined) return resource;
    return { ...resource, sourceInfo: { path: filePath, ...source.metadata } };
  };
}

function withoutExtensions(paths: readonly string[]): LoadExtensionsResult {
  const { message: error } = new OutOfScopeError("Pi's loader of extensions", "extensions");
  const runtime: ExtensionRuntime = createExtensionRuntime();
  return { extensions: [], errors: paths.map((path) => ({ path, error })), runtime };
}

function withOverride<Value>(base: Value, override: ((base: Value) => Value) | undefined): Value {
  return override ? override(base) : base;
}

/** Of two prompts with one name the first is kept. */
function withoutDoubles(found: readonly PromptTemplate[]): Prompts {
  const kept = new Map<string, PromptTemplate>();
  const diagnostics: ResourceDiagnostic[] = [];
  for (const prompt of found) {
    const { name, filePath } = prompt;
    const winner = kept.get(name);
    if (winner === undefined) kept.set(name, prompt);
    else if (winner.filePath !== filePath) {
      diagnostics.push({
        type: "collision",
        message: `name "/${name}" collision`,
        path: filePath,
        collision: {
          resourceType: "prompt",
          name,
          winnerPath: winner.filePath,
          loserPath: filePath,
        },
      });
    }
  }
  return { prompts: [...kept.values()], diagnostics };
}

function firstExisting(folders: readonly string[], name: string): string | undefined {
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** A text that is the path of a file stands for what the file holds. */
function textOrFile(input: string | undefined): string | undefined {
  if (!input || input.includes("\n") || !existsSync(resolve(input))) return input || undefined;
  return readFileSync(input, "utf8");
}

function entriesIn(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return []; // there is no such folder
  }
}
