import { type ChildProcess, spawn } from "node:child_process";
import { sleep, systemClock } from "@argent/ai";
import type {
  AgentEvent,
  AgentMessage,
  QueueMode,
  ThinkingLevel,
} from "../../pi-agent-core/types.ts";
import type { Loose } from "../../pi-ai/loose.ts";
import type { ImageContent } from "../../pi-ai/types.ts";
import type { SessionStats } from "../agent-session/session-statistics.ts";
import type { CompactionResult } from "../compaction/compact.ts";
import type { BashResult } from "../tools/execute-bash.ts";
import { readLines } from "./read-lines.ts";
import type {
  ModelInfo,
  RpcCommand,
  RpcResponse,
  RpcSessionState,
  RpcSlashCommand,
} from "./rpc-types.ts";

export interface RpcClientOptions {
  /** A program for Node that speaks Pi's RPC, started with `--mode rpc`. Default: `argent rpc` of the PATH. */
  cliPath?: string | undefined;
  cwd?: string | undefined;
  /** Added to the environment of this process. */
  env?: Record<string, string> | undefined;
  provider?: string | undefined;
  model?: string | undefined;
  args?: string[] | undefined;
}

export type RpcEventListener = (event: AgentEvent) => void;

interface Pending {
  resolve(response: RpcResponse): void;
  reject(cause: Error): void;
}

const responseMs = 30_000;
const waitMs = 60_000;
const startMs = 100;
const stopMs = 1_000;

/** An agent in a process of its own, over Pi's RPC. When the process ends, everybody who waits is told. */
export class RpcClient {
  readonly #options: RpcClientOptions;
  readonly #listeners = new Set<{ call: RpcEventListener }>();
  readonly #pending = new Map<string, Pending>();
  readonly #waiters = new Set<(cause: Error) => void>();
  #process: ChildProcess | undefined;
  #exited: Promise<unknown> = Promise.resolve();
  #requests = 0;
  #stderr = "";

  constructor(options: RpcClientOptions = {}) {
    this.#options = options;
  }

  /** @throws Error when it is running already, or ends at once. */
  async start(): Promise<void> {
    if (this.#process) throw new Error("Client already started");
    const { cliPath, cwd, env, provider, model, args = [] } = this.#options;
    const [program, ...first] = cliPath
      ? [process.execPath, cliPath, "--mode", "rpc"]
      : ["argent", "rpc"];
    const chosen = [
      ...(provider ? ["--provider", provider] : []),
      ...(model ? ["--model", model] : []),
    ];
    const child = spawn(program ?? "argent", [...first, ...chosen, ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#process = child;
    this.#stderr = "";
    child.stderr.on("data", (data: Buffer) => {
      this.#stderr += data.toString();
    });
    child.stdin.on("error", () => {}); // the end of the process is reported
    const stopReading = readLines(child.stdout, (line) => this.#take(line));
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#exited = promise;
    const end = (reason: string) => {
      stopReading();
      this.#process = undefined;
      this.#failAll(new Error(`Agent process ${reason}. Stderr: ${this.#stderr}`));
      resolve(reason);
    };
    const advice = cliPath ? "" : ". Install @argent/cli, or pass the program as cliPath";
    child.once("error", ({ message }) => end(`could not be started: ${message}${advice}`));
    child.once("exit", (code, signal) => end(`exited with code ${code ?? signal}`));
    const early = await Promise.race([promise, sleep(startMs, systemClock)]);
    if (typeof early === "string") {
      const reason = early.replace("exited", "exited immediately");
      throw new Error(`Agent process ${reason}. Stderr: ${this.#stderr}`);
    }
  }

  /** Ends the process, by force when it takes longer than a second. */
  async stop(): Promise<void> {
    const child = this.#process;
    if (!child) return;
    child.kill("SIGTERM");
    const cancel = systemClock.after(stopMs, () => child.kill("SIGKILL"));
    await this.#exited;
    cancel();
  }

  onEvent(listener: RpcEventListener): () => void {
    const entry = { call: listener };
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }

  /** What the process said on standard error. */
  getStderr(): string {
    return this.#stderr;
  }

  /** Resolves when the message is taken; `waitForIdle` tells when it is answered. */
  async prompt(message: string, images?: ImageContent[]): Promise<void> {
    await this.#ask({ type: "prompt", message, images });
  }

  async steer(message: string, images?: ImageContent[]): Promise<void> {
    await this.#ask({ type: "steer", message, images });
  }

  async followUp(message: string, images?: ImageContent[]): Promise<void> {
    await this.#ask({ type: "follow_up", message, images });
  }

  async abort(): Promise<void> {
    await this.#ask({ type: "abort" });
  }

  async newSession(parentSession?: string): Promise<{ cancelled: boolean }> {
    return this.#ask({ type: "new_session", parentSession });
  }

  async getState(): Promise<RpcSessionState> {
    return this.#ask({ type: "get_state" });
  }

  async setModel(provider: string, modelId: string): Promise<{ provider: string; id: string }> {
    return this.#ask({ type: "set_model", provider, modelId });
  }

  async cycleModel(): Promise<{
    model: { provider: string; id: string };
    thinkingLevel: ThinkingLevel;
    isScoped: boolean;
  } | null> {
    return this.#ask({ type: "cycle_model" });
  }

  async getAvailableModels(): Promise<ModelInfo[]> {
    return (await this.#ask({ type: "get_available_models" })).models;
  }

  async setThinkingLevel(level: ThinkingLevel): Promise<void> {
    await this.#ask({ type: "set_thinking_level", level });
  }

  async cycleThinkingLevel(): Promise<{ level: ThinkingLevel } | null> {
    return this.#ask({ type: "cycle_thinking_level" });
  }

  async setSteeringMode(mode: QueueMode): Promise<void> {
    await this.#ask({ type: "set_steering_mode", mode });
  }

  async setFollowUpMode(mode: QueueMode): Promise<void> {
    await this.#ask({ type: "set_follow_up_mode", mode });
  }

  async compact(customInstructions?: string): Promise<CompactionResult> {
    return this.#ask({ type: "compact", customInstructions });
  }

  async setAutoCompaction(enabled: boolean): Promise<void> {
    await this.#ask({ type: "set_auto_compaction", enabled });
  }

  async setAutoRetry(enabled: boolean): Promise<void> {
    await this.#ask({ type: "set_auto_retry", enabled });
  }

  async abortRetry(): Promise<void> {
    await this.#ask({ type: "abort_retry" });
  }

  async bash(command: string): Promise<BashResult> {
    return this.#ask({ type: "bash", command });
  }

  async abortBash(): Promise<void> {
    await this.#ask({ type: "abort_bash" });
  }

  async getSessionStats(): Promise<SessionStats> {
    return this.#ask({ type: "get_session_stats" });
  }

  async exportHtml(outputPath?: string): Promise<{ path: string }> {
    return this.#ask({ type: "export_html", outputPath });
  }

  async switchSession(sessionPath: string): Promise<{ cancelled: boolean }> {
    return this.#ask({ type: "switch_session", sessionPath });
  }

  async fork(entryId: string): Promise<{ text: string; cancelled: boolean }> {
    return this.#ask({ type: "fork", entryId });
  }

  async clone(): Promise<{ cancelled: boolean }> {
    return this.#ask({ type: "clone" });
  }

  async getForkMessages(): Promise<{ entryId: string; text: string }[]> {
    return (await this.#ask({ type: "get_fork_messages" })).messages;
  }

  async getLastAssistantText(): Promise<string | null> {
    return (await this.#ask({ type: "get_last_assistant_text" })).text;
  }

  async setSessionName(name: string): Promise<void> {
    await this.#ask({ type: "set_session_name", name });
  }

  async getMessages(): Promise<AgentMessage[]> {
    return (await this.#ask({ type: "get_messages" })).messages;
  }

  async getCommands(): Promise<RpcSlashCommand[]> {
    return (await this.#ask({ type: "get_commands" })).commands;
  }

  /** Resolves with the next end of a run. `timeout`: milliseconds, default one minute. */
  async waitForIdle(timeout: number = waitMs): Promise<void> {
    await this.#collect(timeout, "waiting for agent to become idle");
  }

  /** The events up to the next end of a run. */
  collectEvents(timeout: number = waitMs): Promise<AgentEvent[]> {
    return this.#collect(timeout, "collecting events");
  }

  async promptAndWait(
    message: string,
    images?: ImageContent[],
    timeout: number = waitMs,
  ): Promise<AgentEvent[]> {
    const events = this.collectEvents(timeout);
    // Whoever sends the message hears of its failure; the events are nobody's concern then.
    events.catch(() => {});
    await this.prompt(message, images);
    return events;
  }

  #collect(timeout: number, what: string): Promise<AgentEvent[]> {
    const { promise, resolve, reject } = Promise.withResolvers<AgentEvent[]>();
    const events: AgentEvent[] = [];
    const cancel = systemClock.after(timeout, () =>
      reject(new Error(`Timeout ${what}. Stderr: ${this.#stderr}`)),
    );
    const unsubscribe = this.onEvent((event) => {
      events.push(event);
      if (event.type === "agent_end") resolve(events);
    });
    this.#waiters.add(reject);
    const end = () => {
      cancel();
      unsubscribe();
      this.#waiters.delete(reject);
    };
    promise.then(end, end);
    return promise;
  }

  /** The data of the answer, whose type the command decides. */
  async #ask(command: RpcCommand): Promise<Loose> {
    const stdin = this.#process?.stdin;
    if (!stdin) throw new Error("Client not started");
    this.#requests += 1;
    const id = `req_${this.#requests}`;
    const { promise, resolve, reject } = Promise.withResolvers<RpcResponse>();
    this.#pending.set(id, { resolve, reject });
    const cancel = systemClock.after(responseMs, () =>
      reject(new Error(`Timeout waiting for response to ${command.type}. Stderr: ${this.#stderr}`)),
    );
    stdin.write(`${JSON.stringify({ ...command, id })}\n`);
    try {
      const response = await promise;
      if (!response.success) throw new Error(response.error);
      return response.data;
    } finally {
      cancel();
      this.#pending.delete(id);
    }
  }

  #take(line: string): void {
    let record: Loose;
    try {
      record = JSON.parse(line);
    } catch {
      return; // what a program prints besides is no record
    }
    const pending = record.type === "response" ? this.#pending.get(record.id) : undefined;
    if (pending) pending.resolve(record);
    else for (const { call } of this.#listeners) call(record);
  }

  #failAll(cause: Error): void {
    for (const { reject } of this.#pending.values()) reject(cause);
    for (const reject of this.#waiters) reject(cause);
  }
}
