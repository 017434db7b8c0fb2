export type { Ambient, Variables } from "./ambient.ts";
export { argentFolder } from "./argent-folder.ts";
export {
  type Configuration,
  type ConfigurationFlags,
  type ConfigurationInput,
  loadAllSettings,
  readConfiguration,
} from "./configuration.ts";
export { envOpener } from "./env-opener.ts";
export { readEnvironment } from "./environment.ts";
export { isExposed, keyFile, keyIn, readKeys, type StoredKeys, writeKeys } from "./key-file.ts";
export { lessonFile, lessonsForRuns, openLessons, projectScope } from "./lessons.ts";
export { type ConfiguredMcp, connectConfigured, type McpTools, openMcpTools } from "./mcp-tools.ts";
export { sessionFolder } from "./session-folder.ts";
export { type OwnSettings, ownSettings } from "./settings-files.ts";
export { workingFolder } from "./working-folder.ts";
