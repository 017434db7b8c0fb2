import type { JsonSchema, Static } from "@argent/ai";

const text = { type: "string", minLength: 1 } as const;
const texts = { type: "array", items: text } as const;
const textsByName = { type: "object", additionalProperties: { type: "string" } } as const;
const count = { type: "integer", minimum: 1 } as const;
const countOrNone = { type: "integer", minimum: 0 } as const;
const milliseconds = { type: "number", minimum: 0, maximum: 2_147_483_647 } as const;
const pollMode = { enum: ["one-at-a-time", "all"] } as const;

/** The shape of `ApprovalRule` of `@argent/tools`, which stands above this package. */
const approvalRule = {
  type: "object",
  properties: {
    decision: { enum: ["allow", "deny", "ask"] },
    name: text,
    tools: texts,
    effects: { type: "array", items: { enum: ["read", "idempotent", "write", "external"] } },
    args: textsByName,
    paths: texts,
    commands: texts,
    isolation: { type: "array", items: { enum: ["none", "filesystem", "full"] } },
    reason: text,
  },
  required: ["decision"],
} as const;

const mcpServer = {
  anyOf: [
    {
      type: "object",
      properties: {
        command: text,
        args: { type: "array", items: { type: "string" } },
        env: textsByName,
        cwd: text,
        disabled: { type: "boolean" },
      },
      required: ["command"],
      not: { required: ["url"] },
    },
    {
      type: "object",
      properties: { url: text, headers: textsByName, disabled: { type: "boolean" } },
      required: ["url"],
      not: { required: ["command"] },
    },
  ],
} as const;

/** What a settings file may say. Every key is optional; `docs/settings.md` says what each means. */
export const Settings = {
  type: "object",
  properties: {
    model: text,
    provider: text,
    thinking: { enum: ["off", "minimal", "low", "medium", "high", "xhigh"] },
    approval: {
      type: "object",
      properties: {
        mode: { enum: ["read-only", "ask-before-write", "auto"] },
        rules: { type: "array", items: approvalRule },
      },
    },
    sandbox: { enum: ["auto", "require", "off"] },
    sessionsDir: text,
    workspace: text,
    maxTurns: count,
    compaction: {
      type: "object",
      properties: {
        enabled: { type: "boolean" },
        threshold: {
          anyOf: [
            {
              type: "object",
              properties: { percent: { type: "number", exclusiveMinimum: 0, maximum: 100 } },
              required: ["percent"],
            },
            {
              type: "object",
              properties: { reserveTokens: countOrNone },
              required: ["reserveTokens"],
            },
          ],
        },
        strategy: { enum: ["escalate", "summarise"] },
        keepRecentTokens: countOrNone,
      },
    },
    retry: {
      type: "object",
      properties: {
        maxRetries: countOrNone,
        baseDelayMs: milliseconds,
        maxDelayMs: milliseconds,
      },
    },
    steeringMode: pollMode,
    followUpMode: pollMode,
    queue: {
      type: "object",
      properties: {
        mode: { enum: ["followup", "collect", "steer", "interrupt"] },
        debounceMs: milliseconds,
        maxDebounceMs: milliseconds,
        cap: count,
        drop: { enum: ["old", "new", "summarize"] },
      },
    },
    lessons: { type: "boolean" },
    skillFolders: texts,
    templateFolders: texts,
    mcpServers: { type: "object", additionalProperties: mcpServer },
  },
} as const satisfies JsonSchema;
export type Settings = Static<typeof Settings>;

/** A name at the top level of a settings file. */
export type SettingsKey = keyof Settings;

export function isSettingsKey(key: string): key is SettingsKey {
  return Object.hasOwn(Settings.properties, key);
}
