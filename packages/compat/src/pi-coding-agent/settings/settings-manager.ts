import type { Transport } from "../../pi-ai/types.ts";
import { getAgentDir } from "../session/agent-dir.ts";
import {
  createLayeredSettings,
  type LayeredSettings,
  type SettingsError,
} from "./layered-settings.ts";
import type {
  DefaultThinkingLevel,
  DeliveryMode,
  PackageSource,
  Settings,
  ThinkingBudgetsSettings,
  TreeFilterMode,
} from "./settings.ts";
import {
  fileSettingsStorage,
  memorySettingsStorage,
  type SettingsStorage,
} from "./settings-storage.ts";
import {
  atLeastOne,
  branchSummaryOf,
  compactionOf,
  imageWidthOf,
  providerRetryOf,
  retryOf,
  sessionDirOf,
  treeFilterModeOf,
} from "./settings-values.ts";

/**
 * Pi's settings: the user's file with the project's above it. A file that cannot be read is left alone, and the error
 * waits in `drainErrors`. Unlike in Pi a project cannot set the shell and what goes before every command.
 */
export class SettingsManager {
  readonly #layers: LayeredSettings;

  private constructor(storage: SettingsStorage) {
    this.#layers = createLayeredSettings(storage);
  }

  /** The files of an agent directory (default: Pi's) and of a project. */
  static create(cwd: string, agentDir: string = getAgentDir()): SettingsManager {
    return new SettingsManager(fileSettingsStorage(cwd, agentDir));
  }

  static fromStorage(storage: SettingsStorage): SettingsManager {
    return new SettingsManager(storage);
  }

  /** No file is read or written. */
  static inMemory(settings: Settings = {}): SettingsManager {
    const storage = memorySettingsStorage();
    storage.withLock("global", () => JSON.stringify(settings));
    return new SettingsManager(storage);
  }

  getGlobalSettings(): Settings {
    return structuredClone(this.#layers.global);
  }

  getProjectSettings(): Settings {
    return structuredClone(this.#layers.project);
  }

  /** Reads the files again. Overrides are gone then. */
  async reload(): Promise<void> {
    await this.#layers.reload();
  }

  /** Lays settings over those of the files, until the next reload. */
  applyOverrides(overrides: Settings): void {
    this.#layers.override(overrides);
  }

  /** When everything that was set is written. */
  async flush(): Promise<void> {
    await this.#layers.flush();
  }

  drainErrors(): SettingsError[] {
    return this.#layers.drainErrors();
  }

  getSessionDir(): string | undefined {
    return sessionDirOf(this.#settings);
  }

  setDefaultModelAndProvider(provider: string, modelId: string): void {
    this.setDefaultProvider(provider);
    this.setDefaultModel(modelId);
  }

  getCompactionReserveTokens(): number {
    return this.getCompactionSettings().reserveTokens;
  }

  getCompactionKeepRecentTokens(): number {
    return this.getCompactionSettings().keepRecentTokens;
  }

  getCompactionSettings(): { enabled: boolean; reserveTokens: number; keepRecentTokens: number } {
    return compactionOf(this.#settings);
  }

  getBranchSummarySettings(): { reserveTokens: number; skipPrompt: boolean } {
    return branchSummaryOf(this.#settings);
  }

  getBranchSummarySkipPrompt(): boolean {
    return this.getBranchSummarySettings().skipPrompt;
  }

  getRetrySettings(): { enabled: boolean; maxRetries: number; baseDelayMs: number } {
    return retryOf(this.#settings);
  }

  getProviderRetrySettings(): ReturnType<typeof providerRetryOf> {
    return providerRetryOf(this.#settings);
  }

  getShellPath(): string | undefined {
    return this.#layers.trusted.shellPath;
  }

  getShellCommandPrefix(): string | undefined {
    return this.#layers.trusted.shellCommandPrefix;
  }

  getThinkingBudgets(): ThinkingBudgetsSettings | undefined {
    return this.#settings.thinkingBudgets;
  }

  getImageWidthCells(): number {
    return imageWidthOf(this.#settings);
  }

  setImageWidthCells(width: number): void {
    this.#set(["terminal", "imageWidthCells"], atLeastOne(width));
  }

  getClearOnShrink(): boolean {
    return this.#settings.terminal?.clearOnShrink ?? process.env.PI_CLEAR_ON_SHRINK === "1";
  }

  getTreeFilterMode(): TreeFilterMode {
    return treeFilterModeOf(this.#settings);
  }

  getShowHardwareCursor(): boolean {
    return this.#settings.showHardwareCursor ?? process.env.PI_HARDWARE_CURSOR === "1";
  }

  setEditorPaddingX(padding: number): void {
    this.#set(["editorPaddingX"], Math.max(0, Math.min(3, Math.floor(padding))));
  }

  setAutocompleteMaxVisible(maxVisible: number): void {
    this.#set(["autocompleteMaxVisible"], Math.max(3, Math.min(20, Math.floor(maxVisible))));
  }

  getCodeBlockIndent(): string {
    return this.#settings.markdown?.codeBlockIndent ?? "  ";
  }

  getLastChangelogVersion(): string | undefined {
    return this.#settings.lastChangelogVersion;
  }

  setLastChangelogVersion(version: string): void {
    this.#set(["lastChangelogVersion"], version);
  }

  getDefaultProvider(): string | undefined {
    return this.#settings.defaultProvider;
  }

  setDefaultProvider(provider: string): void {
    this.#set(["defaultProvider"], provider);
  }

  getDefaultModel(): string | undefined {
    return this.#settings.defaultModel;
  }

  setDefaultModel(modelId: string): void {
    this.#set(["defaultModel"], modelId);
  }

  getSteeringMode(): DeliveryMode {
    return this.#settings.steeringMode ?? "one-at-a-time";
  }

  setSteeringMode(mode: DeliveryMode): void {
    this.#set(["steeringMode"], mode);
  }

  getFollowUpMode(): DeliveryMode {
    return this.#settings.followUpMode ?? "one-at-a-time";
  }

  setFollowUpMode(mode: DeliveryMode): void {
    this.#set(["followUpMode"], mode);
  }

  getTheme(): string | undefined {
    return this.#settings.theme;
  }

  setTheme(theme: string): void {
    this.#set(["theme"], theme);
  }

  getDefaultThinkingLevel(): DefaultThinkingLevel | undefined {
    return this.#settings.defaultThinkingLevel;
  }

  setDefaultThinkingLevel(level: DefaultThinkingLevel): void {
    this.#set(["defaultThinkingLevel"], level);
  }

  getTransport(): Transport {
    return this.#settings.transport ?? "auto";
  }

  setTransport(transport: Transport): void {
    this.#set(["transport"], transport);
  }

  getHideThinkingBlock(): boolean {
    return this.#settings.hideThinkingBlock ?? false;
  }

  setHideThinkingBlock(hide: boolean): void {
    this.#set(["hideThinkingBlock"], hide);
  }

  getQuietStartup(): boolean {
    return this.#settings.quietStartup ?? false;
  }

  setQuietStartup(quiet: boolean): void {
    this.#set(["quietStartup"], quiet);
  }

  getCollapseChangelog(): boolean {
    return this.#settings.collapseChangelog ?? false;
  }

  setCollapseChangelog(collapse: boolean): void {
    this.#set(["collapseChangelog"], collapse);
  }

  getEnableInstallTelemetry(): boolean {
    return this.#settings.enableInstallTelemetry ?? true;
  }

  setEnableInstallTelemetry(enabled: boolean): void {
    this.#set(["enableInstallTelemetry"], enabled);
  }

  getEnableSkillCommands(): boolean {
    return this.#settings.enableSkillCommands ?? true;
  }

  setEnableSkillCommands(enabled: boolean): void {
    this.#set(["enableSkillCommands"], enabled);
  }

  getEnabledModels(): string[] | undefined {
    return this.#settings.enabledModels;
  }

  setEnabledModels(patterns: string[] | undefined): void {
    this.#set(["enabledModels"], patterns);
  }

  getNpmCommand(): string[] | undefined {
    return this.#settings.npmCommand;
  }

  setNpmCommand(command: string[] | undefined): void {
    this.#set(["npmCommand"], command);
  }

  getDoubleEscapeAction(): "fork" | "tree" | "none" {
    return this.#settings.doubleEscapeAction ?? "tree";
  }

  setDoubleEscapeAction(action: "fork" | "tree" | "none"): void {
    this.#set(["doubleEscapeAction"], action);
  }

  getCompactionEnabled(): boolean {
    return this.getCompactionSettings().enabled;
  }

  setCompactionEnabled(enabled: boolean): void {
    this.#set(["compaction", "enabled"], enabled);
  }

  getRetryEnabled(): boolean {
    return this.getRetrySettings().enabled;
  }

  setRetryEnabled(enabled: boolean): void {
    this.#set(["retry", "enabled"], enabled);
  }

  getShowImages(): boolean {
    return this.#settings.terminal?.showImages ?? true;
  }

  setShowImages(show: boolean): void {
    this.#set(["terminal", "showImages"], show);
  }

  getShowTerminalProgress(): boolean {
    return this.#settings.terminal?.showTerminalProgress ?? false;
  }

  setShowTerminalProgress(enabled: boolean): void {
    this.#set(["terminal", "showTerminalProgress"], enabled);
  }

  getImageAutoResize(): boolean {
    return this.#settings.images?.autoResize ?? true;
  }

  setImageAutoResize(enabled: boolean): void {
    this.#set(["images", "autoResize"], enabled);
  }

  getBlockImages(): boolean {
    return this.#settings.images?.blockImages ?? false;
  }

  setBlockImages(blocked: boolean): void {
    this.#set(["images", "blockImages"], blocked);
  }

  setShellPath(path: string | undefined): void {
    this.#set(["shellPath"], path);
  }

  setShellCommandPrefix(prefix: string | undefined): void {
    this.#set(["shellCommandPrefix"], prefix);
  }

  setClearOnShrink(enabled: boolean): void {
    this.#set(["terminal", "clearOnShrink"], enabled);
  }

  setTreeFilterMode(mode: TreeFilterMode): void {
    this.#set(["treeFilterMode"], mode);
  }

  setShowHardwareCursor(enabled: boolean): void {
    this.#set(["showHardwareCursor"], enabled);
  }

  getEditorPaddingX(): number {
    return this.#settings.editorPaddingX ?? 0;
  }

  getAutocompleteMaxVisible(): number {
    return this.#settings.autocompleteMaxVisible ?? 5;
  }

  getWarnings(): NonNullable<Settings["warnings"]> {
    return { ...this.#settings.warnings };
  }

  setWarnings(warnings: NonNullable<Settings["warnings"]>): void {
    this.#set(["warnings"], warnings);
  }

  getPackages(): PackageSource[] {
    return [...(this.#settings.packages ?? [])];
  }

  setPackages(packages: PackageSource[]): void {
    this.#set(["packages"], packages);
  }

  setProjectPackages(packages: PackageSource[]): void {
    this.#layers.set("project", ["packages"], packages);
  }

  getExtensionPaths(): string[] {
    return [...(this.#settings.extensions ?? [])];
  }

  setExtensionPaths(paths: string[]): void {
    this.#set(["extensions"], paths);
  }

  setProjectExtensionPaths(paths: string[]): void {
    this.#layers.set("project", ["extensions"], paths);
  }

  getSkillPaths(): string[] {
    return [...(this.#settings.skills ?? [])];
  }

  setSkillPaths(paths: string[]): void {
    this.#set(["skills"], paths);
  }

  setProjectSkillPaths(paths: string[]): void {
    this.#layers.set("project", ["skills"], paths);
  }

  getPromptTemplatePaths(): string[] {
    return [...(this.#settings.prompts ?? [])];
  }

  setPromptTemplatePaths(paths: string[]): void {
    this.#set(["prompts"], paths);
  }

  setProjectPromptTemplatePaths(paths: string[]): void {
    this.#layers.set("project", ["prompts"], paths);
  }

  getThemePaths(): string[] {
    return [...(this.#settings.themes ?? [])];
  }

  setThemePaths(paths: string[]): void {
    this.#set(["themes"], paths);
  }

  setProjectThemePaths(paths: string[]): void {
    this.#layers.set("project", ["themes"], paths);
  }

  get #settings(): Settings {
    return this.#layers.merged;
  }

  #set(path: readonly [field: string, nested?: string], value: unknown): void {
    this.#layers.set("global", path, value);
  }
}
