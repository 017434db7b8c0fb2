import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type RecordedRequest,
  type ScriptedStep,
  type VendorServer,
  vendorServer,
} from "@argent/ai/testing";

/** A person's machine for tests: an empty home, an empty working folder, and a vendor on loopback. */
export interface Machine {
  server: VendorServer;
  home: string;
  cwd: string;
  /** The variables that programs get there. */
  env: Record<string, string>;
  /** Starts `argent` there. */
  start(args: readonly string[], options?: StartOptions): ArgentProcess;
  /** The lines of the one session file, parsed. */
  session(): Promise<Record<string, unknown>[]>;
  remove(): Promise<void>;
}

export interface StartOptions {
  env?: Record<string, string>;
  /** Piped into it; without it standard input is closed. */
  input?: string;
  /** Leaves standard input open, as some programs do that start others. */
  keepsInputOpen?: boolean;
}

export interface ArgentProcess {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolves when either output contains the text. */
  says(text: string): Promise<void>;
  exit(): Promise<number | null>;
}

const main = join(import.meta.dirname, "..", "src", "main.ts");

export async function createMachine(
  steps: readonly ScriptedStep<RecordedRequest>[],
): Promise<Machine> {
  const home = await mkdtemp(join(tmpdir(), "argent-home-"));
  const cwd = await mkdtemp(join(tmpdir(), "argent-work-"));
  const server = await vendorServer({ steps, models: ["llama-test"] });
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: home,
    NO_COLOR: "1",
    ANTHROPIC_API_KEY: "test-key",
    ANTHROPIC_BASE_URL: server.url,
    OLLAMA_HOST: "127.0.0.1:1",
  };
  return {
    server,
    home,
    cwd,
    env,
    start: (args, options = {}) => start(args, { ...env, ...options.env }, cwd, options),
    async session() {
      const folder = join(home, ".argent", "sessions");
      const [name] = (await readdir(folder)).filter((file) => file.endsWith(".jsonl"));
      const text = await readFile(join(folder, name ?? ""), "utf8");
      return text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
    },
    async remove() {
      await server.close();
      await rm(home, { recursive: true, force: true });
      await rm(cwd, { recursive: true, force: true });
    },
  };
}

function start(
  args: readonly string[],
  env: Record<string, string>,
  cwd: string,
  { input = "", keepsInputOpen }: StartOptions,
): ArgentProcess {
  const child = spawn(process.execPath, ["--conditions=@argent/source", main, ...args], {
    cwd,
    env,
  });
  let stdout = "";
  let stderr = "";
  const waiting = new Set<() => void>();
  const take = (chunk: Buffer, isError: boolean) => {
    if (isError) stderr += chunk.toString();
    else stdout += chunk.toString();
    for (const check of waiting) check();
  };
  child.stdout.on("data", (chunk: Buffer) => take(chunk, false));
  child.stderr.on("data", (chunk: Buffer) => take(chunk, true));
  child.stdin.write(input);
  if (!keepsInputOpen) child.stdin.end();
  const closed = once(child, "close");
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    says: (text) =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (!(stdout + stderr).includes(text)) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
        void closed.then(() =>
          reject(
            new Error(`argent ended before it said ${JSON.stringify(text)}:\n${stdout}${stderr}`),
          ),
        );
      }),
    exit: async () => {
      const [code] = await closed;
      return code;
    },
  };
}
