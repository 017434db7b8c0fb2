import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { PiContext, PiModel } from "../src/adapters/pi-types.ts";

export function piModel(overrides: Partial<PiModel> = {}): PiModel {
  return {
    id: "m",
    name: "M",
    api: "openai-completions",
    provider: "p",
    baseUrl: "http://127.0.0.1:1/v1",
    reasoning: true,
    input: ["text", "image"],
    cost: { input: 1, output: 2, cacheRead: 0, cacheWrite: 0 },
    contextWindow: 1_000,
    maxTokens: 100,
    ...overrides,
  };
}

export function piContext(text = "hi", overrides: Partial<PiContext> = {}): PiContext {
  return {
    systemPrompt: "Be brief.",
    messages: [{ role: "user", content: text, timestamp: 0 }],
    tools: [{ name: "t", description: "T", parameters: { type: "object" } }],
    ...overrides,
  };
}

export async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const seen: Value[] = [];
  for await (const value of values) seen.push(value);
  return seen;
}

/** The real Pi 0.73.1, for comparisons; users of the README's commands never download it. */
export const piFolder = join(import.meta.dirname, "../peers/node_modules/@mariozechner");
export const hasPi = existsSync(piFolder);

export function importPi(name: "pi-ai" | "pi-agent-core") {
  return import(pathToFileURL(join(piFolder, name, "dist/index.js")).href);
}
