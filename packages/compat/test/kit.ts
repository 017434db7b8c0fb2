import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { PiContext, PiModel } from "../src/adapters/pi-types.ts";
import type { PiModules, PiVersion } from "./contract/contract.ts";

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

/** The real Pi, for comparisons; users of the README's commands never download it. */
const peers = join(import.meta.dirname, "../peers/node_modules");
const scopes: Readonly<Record<PiVersion, string>> = {
  "0.73.1": "@mariozechner",
  "0.87.1": "@earendil-works",
};
export const piFolder = join(peers, scopes["0.73.1"]);
export const hasPi = Object.values(scopes).every((scope) => existsSync(join(peers, scope)));

/** The real packages as hosts of 0.73.1 know them: later versions have some of its functions in another entry. */
export async function loadPi(version: PiVersion): Promise<PiModules> {
  const scope = scopes[version];
  const isLater = version === "0.87.1";
  const [ai, core, root, compaction] = await Promise.all([
    importPeer(join(scope, "pi-ai/dist", isLater ? "compat.js" : "index.js")),
    importPeer(join(scope, "pi-agent-core/dist/index.js")),
    importPeer(join(scope, "pi-coding-agent/dist/index.js")),
    importPeer(join(scope, "pi-coding-agent/dist/core/compaction/index.js")),
  ]);
  if (isLater) core.setDefaultStreamFn(ai.streamSimple);
  const cli = join(peers, scope, "pi-coding-agent/dist/cli.js");
  const lastEvent = isLater ? "agent_settled" : "agent_end";
  return {
    ai,
    core,
    coding: { ...root, prepareCompaction: compaction.prepareCompaction },
    rpc: { name: `Pi ${version}`, args: [cli, "--mode", "rpc"], lastEvent },
  };
}

function importPeer(path: string) {
  return import(pathToFileURL(join(peers, path)).href);
}
