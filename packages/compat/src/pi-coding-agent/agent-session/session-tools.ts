import type { AgentTool } from "../../pi-agent-core/types.ts";
import type { Loose } from "../../pi-ai/loose.ts";
import { createSyntheticSourceInfo, type SourceInfo } from "../skills/source-info.ts";
import { type BuildSystemPromptOptions, buildSystemPrompt } from "../skills/system-prompt.ts";
import { createAllToolDefinitions } from "../tools/coding-tools.ts";
import { fromAgentTool, type ToolDefinition, toAgentTool } from "../tools/tool-definition.ts";
import type { ExtensionContext } from "./extension-context.ts";
import type { SessionParts } from "./session-parts.ts";

/** What a host is shown of a tool. */
export interface ToolInfo {
  name: string;
  description: string;
  parameters: Loose;
  sourceInfo: SourceInfo;
}

/** The tools of a session: which there are, and which the agent has; and the prompt that speaks of them. */
export interface SessionTools {
  readonly activeNames: string[];
  all(): ToolInfo[];
  definition(name: string): ToolDefinition<Loose, Loose, Loose> | undefined;
  /** Takes effect with the next run. Names that there are not are passed over. */
  activate(names: readonly string[]): void;
  /** Makes the tools and the prompt anew, from settings and resources as they are now. */
  rebuild(): void;
}

export interface SessionToolsOptions {
  customTools: readonly ToolDefinition<Loose, Loose, Loose>[];
  /** Only these may be used. Default: all. */
  allowedNames?: readonly string[] | undefined;
  /** Active at first, besides the custom ones. Default: `read`, `bash`, `edit` and `write`. */
  initialNames?: readonly string[] | undefined;
  /** Stand in place of Pi's seven. */
  baseTools?: Readonly<Record<string, AgentTool<Loose, Loose>>> | undefined;
  context: () => ExtensionContext;
}

interface Entry {
  definition: ToolDefinition<Loose, Loose, Loose>;
  sourceInfo: SourceInfo;
}

export function createSessionTools(
  parts: SessionParts,
  options: SessionToolsOptions,
): SessionTools {
  const { agent } = parts;
  const { customTools, allowedNames, baseTools, context } = options;
  const defaultNames = baseTools ? Object.keys(baseTools) : ["read", "bash", "edit", "write"];
  let entries = new Map<string, Entry>();

  const load = () => {
    const base = baseTools ? Object.values(baseTools).map(fromAgentTool) : ownTools(parts);
    const found = [
      ...base.map((definition) => entryOf(definition, "builtin")),
      ...customTools.map((definition) => entryOf(definition, "sdk")),
    ].filter(({ definition }) => allowedNames?.includes(definition.name) ?? true);
    entries = new Map(found.map((entry) => [entry.definition.name, entry]));
  };

  const activate = (names: readonly string[]) => {
    const active = [...new Set(names)].flatMap((name) => entries.get(name)?.definition ?? []);
    agent.state.tools = active.map((definition) => toAgentTool(definition, context));
    agent.state.systemPrompt = systemPromptFor(parts, active);
  };

  load();
  activate([
    ...(options.initialNames ?? defaultNames),
    ...(allowedNames ?? customTools.map(({ name }) => name)),
  ]);

  return {
    get activeNames() {
      return agent.state.tools.map(({ name }) => name);
    },
    all: () =>
      [...entries.values()].map(({ definition, sourceInfo }) => {
        const { name, description, parameters } = definition;
        return { name, description, parameters, sourceInfo };
      }),
    definition: (name) => entries.get(name)?.definition,
    activate,
    rebuild() {
      load();
      activate(agent.state.tools.map(({ name }) => name));
    },
  };
}

function ownTools({ cwd, settingsManager }: SessionParts) {
  return Object.values(
    createAllToolDefinitions(cwd, {
      read: { autoResizeImages: settingsManager.getImageAutoResize() },
      bash: {
        commandPrefix: settingsManager.getShellCommandPrefix(),
        shellPath: settingsManager.getShellPath(),
      },
    }),
  );
}

function entryOf(definition: ToolDefinition<Loose, Loose, Loose>, source: string): Entry {
  const path = `<${source}:${definition.name}>`;
  return { definition, sourceInfo: createSyntheticSourceInfo(path, { source }) };
}

function systemPromptFor(
  { cwd, resourceLoader }: SessionParts,
  tools: readonly ToolDefinition<Loose, Loose, Loose>[],
): string {
  const append = resourceLoader.getAppendSystemPrompt();
  const prompt: BuildSystemPromptOptions = {
    cwd,
    skills: resourceLoader.getSkills().skills,
    contextFiles: resourceLoader.getAgentsFiles().agentsFiles,
    customPrompt: resourceLoader.getSystemPrompt(),
    appendSystemPrompt: append.length > 0 ? append.join("\n\n") : undefined,
    selectedTools: tools.map(({ name }) => name),
    toolSnippets: Object.fromEntries(
      tools.flatMap(({ name, promptSnippet }) => {
        const snippet = promptSnippet?.replaceAll(/\s+/g, " ").trim();
        return snippet ? [[name, snippet]] : [];
      }),
    ),
    promptGuidelines: tools.flatMap(({ promptGuidelines = [] }) => promptGuidelines),
  };
  return buildSystemPrompt(prompt);
}
