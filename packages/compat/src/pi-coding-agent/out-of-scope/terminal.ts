import type { Loose } from "../../pi-ai/loose.ts";
import { unavailable, unavailableClass } from "./unavailable.ts";

/** What Pi draws on a terminal with: importing it works, using it says what to do. */
export const ArminComponent = unavailableClass("ArminComponent", "terminal");
export type ArminComponent = Loose;
export const AssistantMessageComponent = unavailableClass("AssistantMessageComponent", "terminal");
export type AssistantMessageComponent = Loose;
export const BashExecutionComponent = unavailableClass("BashExecutionComponent", "terminal");
export type BashExecutionComponent = Loose;
export const BorderedLoader = unavailableClass("BorderedLoader", "terminal");
export type BorderedLoader = Loose;
export const BranchSummaryMessageComponent = unavailableClass(
  "BranchSummaryMessageComponent",
  "terminal",
);
export type BranchSummaryMessageComponent = Loose;
export const CompactionSummaryMessageComponent = unavailableClass(
  "CompactionSummaryMessageComponent",
  "terminal",
);
export type CompactionSummaryMessageComponent = Loose;
export const CustomEditor = unavailableClass("CustomEditor", "terminal");
export type CustomEditor = Loose;
export const CustomMessageComponent = unavailableClass("CustomMessageComponent", "terminal");
export type CustomMessageComponent = Loose;
export const DynamicBorder = unavailableClass("DynamicBorder", "terminal");
export type DynamicBorder = Loose;
export const ExtensionEditorComponent = unavailableClass("ExtensionEditorComponent", "terminal");
export type ExtensionEditorComponent = Loose;
export const ExtensionInputComponent = unavailableClass("ExtensionInputComponent", "terminal");
export type ExtensionInputComponent = Loose;
export const ExtensionSelectorComponent = unavailableClass(
  "ExtensionSelectorComponent",
  "terminal",
);
export type ExtensionSelectorComponent = Loose;
export const FooterComponent = unavailableClass("FooterComponent", "terminal");
export type FooterComponent = Loose;
export const LoginDialogComponent = unavailableClass("LoginDialogComponent", "terminal");
export type LoginDialogComponent = Loose;
export const ModelSelectorComponent = unavailableClass("ModelSelectorComponent", "terminal");
export type ModelSelectorComponent = Loose;
export const OAuthSelectorComponent = unavailableClass("OAuthSelectorComponent", "terminal");
export type OAuthSelectorComponent = Loose;
export const SessionSelectorComponent = unavailableClass("SessionSelectorComponent", "terminal");
export type SessionSelectorComponent = Loose;
export const SettingsSelectorComponent = unavailableClass("SettingsSelectorComponent", "terminal");
export type SettingsSelectorComponent = Loose;
export const ShowImagesSelectorComponent = unavailableClass(
  "ShowImagesSelectorComponent",
  "terminal",
);
export type ShowImagesSelectorComponent = Loose;
export const SkillInvocationMessageComponent = unavailableClass(
  "SkillInvocationMessageComponent",
  "terminal",
);
export type SkillInvocationMessageComponent = Loose;
export const Theme = unavailableClass("Theme", "terminal");
export type Theme = Loose;
export const ThemeSelectorComponent = unavailableClass("ThemeSelectorComponent", "terminal");
export type ThemeSelectorComponent = Loose;
export const ThinkingSelectorComponent = unavailableClass("ThinkingSelectorComponent", "terminal");
export type ThinkingSelectorComponent = Loose;
export const ToolExecutionComponent = unavailableClass("ToolExecutionComponent", "terminal");
export type ToolExecutionComponent = Loose;
export const TreeSelectorComponent = unavailableClass("TreeSelectorComponent", "terminal");
export type TreeSelectorComponent = Loose;
export const UserMessageComponent = unavailableClass("UserMessageComponent", "terminal");
export type UserMessageComponent = Loose;
export const UserMessageSelectorComponent = unavailableClass(
  "UserMessageSelectorComponent",
  "terminal",
);
export type UserMessageSelectorComponent = Loose;

export const getLanguageFromPath = unavailable("getLanguageFromPath", "terminal");
export const getMarkdownTheme = unavailable("getMarkdownTheme", "terminal");
export const getSelectListTheme = unavailable("getSelectListTheme", "terminal");
export const getSettingsListTheme = unavailable("getSettingsListTheme", "terminal");
export const highlightCode = unavailable("highlightCode", "terminal");
export const initTheme = unavailable("initTheme", "terminal");
export const keyHint = unavailable("keyHint", "terminal");
export const keyText = unavailable("keyText", "terminal");
export const rawKeyHint = unavailable("rawKeyHint", "terminal");
export const renderDiff = unavailable("renderDiff", "terminal");
export const truncateToVisualLines = unavailable("truncateToVisualLines", "terminal");
export const copyToClipboard = unavailable("copyToClipboard", "terminal");
