import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Machine } from "./argent-process.ts";

/** What the tests use of Pi's `RpcClient`, by the names that both versions have. */
export interface PiRpcClient {
  start(): Promise<void>;
  stop(): Promise<void>;
  onEvent(listener: (event: RpcTestEvent) => void): () => void;
  prompt(message: string, images?: unknown[]): Promise<void>;
  steer(message: string): Promise<void>;
  followUp(message: string): Promise<void>;
  abort(): Promise<void>;
  newSession(parentSession?: string): Promise<{ cancelled: boolean }>;
  getState(): Promise<Record<string, unknown>>;
  setModel(provider: string, modelId: string): Promise<{ id: string; provider: string }>;
  cycleModel(): Promise<{ model: { id: string }; thinkingLevel: string } | null>;
  getAvailableModels(): Promise<{ id: string; provider: string }[]>;
  setThinkingLevel(level: string): Promise<void>;
  cycleThinkingLevel(): Promise<{ level: string } | null>;
  setSteeringMode(mode: string): Promise<void>;
  setFollowUpMode(mode: string): Promise<void>;
  compact(instructions?: string): Promise<Record<string, unknown>>;
  setAutoCompaction(enabled: boolean): Promise<void>;
  setAutoRetry(enabled: boolean): Promise<void>;
  abortRetry(): Promise<void>;
  bash(command: string): Promise<RpcBashResult>;
  abortBash(): Promise<void>;
  getSessionStats(): Promise<Record<string, unknown>>;
  exportHtml(outputPath?: string): Promise<{ path: string }>;
  switchSession(path: string): Promise<{ cancelled: boolean }>;
  fork(entryId: string): Promise<{ text: string; cancelled: boolean }>;
  clone(): Promise<{ cancelled: boolean }>;
  getForkMessages(): Promise<{ entryId: string; text: string }[]>;
  getLastAssistantText(): Promise<string | null>;
  setSessionName(name: string): Promise<void>;
  getMessages(): Promise<RpcTestMessage[]>;
  getCommands(): Promise<unknown[]>;
  waitForIdle(timeout?: number): Promise<void>;
  promptAndWait(message: string, images?: unknown[]): Promise<RpcTestEvent[]>;
  /** Private in Pi's types: any command, as a host's own client would send it. */
  send(command: Record<string, unknown>): Promise<{ success: boolean; data?: unknown }>;
}

export type RpcTestEvent = { type: string } & Record<string, unknown>;
export type RpcTestMessage = { role: string } & Record<string, unknown>;

export interface RpcBashResult {
  output: string;
  exitCode?: number;
  cancelled: boolean;
}

const peers = join(import.meta.dirname, "../../../packages/compat/peers/node_modules");
const main = join(import.meta.dirname, "../src/main.ts");

/** The packages whose `RpcClient` starts `argent rpc`; empty when they are not installed. */
export const piPackages = [
  "@mariozechner/pi-coding-agent",
  "@earendil-works/pi-coding-agent",
].filter((name) => existsSync(join(peers, name)));

/** Pi's real client, which starts `argent` on a machine in the way in which it starts Pi. */
export async function startPiClient(
  name: string,
  machine: Machine,
  args: readonly string[] = ["--approve", "auto"],
): Promise<PiRpcClient & AsyncDisposable> {
  const path = join(peers, name, "dist/modes/rpc/rpc-client.js");
  const { RpcClient } = await import(pathToFileURL(path).href);
  const client: PiRpcClient = new RpcClient({
    cliPath: main,
    cwd: machine.cwd,
    model: "claude-sonnet-4-5",
    provider: "anthropic",
    args,
    env: { ...machine.env, NODE_OPTIONS: "--conditions=@argent/source" },
  });
  await client.start();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.stop() });
}
