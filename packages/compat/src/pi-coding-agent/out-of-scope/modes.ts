import type { Loose } from "../../pi-ai/loose.ts";
import { unavailable, unavailableClass } from "./unavailable.ts";

/** Modes of the command line, extensions and packages: importing them works, using them says what to do. */
export const InteractiveMode = unavailableClass("InteractiveMode", "modes");
export type InteractiveMode = Loose;
export const main = unavailable("main", "modes");
export const runPrintMode = unavailable("runPrintMode", "modes");
export const runRpcMode = unavailable("runRpcMode", "modes");

export const ExtensionRunner = unavailableClass("ExtensionRunner", "extensions");
export type ExtensionRunner = Loose;
export const discoverAndLoadExtensions = unavailable("discoverAndLoadExtensions", "extensions");
export const wrapRegisteredTool = unavailable("wrapRegisteredTool", "extensions");
export const wrapRegisteredTools = unavailable("wrapRegisteredTools", "extensions");

export const DefaultPackageManager = unavailableClass("DefaultPackageManager", "packages");
export type DefaultPackageManager = Loose;
