import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { VendorServer } from "@argent/ai/testing";
import type { Loose } from "../../src/pi-ai/loose.ts";
import { readLines } from "../../src/pi-coding-agent/rpc/read-lines.ts";

/** How a command line is started that serves RPC. */
export interface RpcProgram {
  name: string;
  args: readonly string[];
  /** Of what a run ends with. */
  lastEvent: "agent_end" | "agent_settled";
}

export interface RpcTalk extends AsyncDisposable {
  /** Says a command and gives its response. */
  ask(type: string, fields?: object): Promise<Loose>;
  /** Says it, with what happened until its run had ended. */
  run(message: string): Promise<Loose[]>;
  /** The next record of a type. */
  hears(type: string): Promise<Loose>;
  /** Writes a line as it stands; gives the next response. */
  write(line: string): Promise<Loose>;
  records(): readonly Loose[];
  /** Closes the input; gives the exit code. */
  end(): Promise<number | null>;
}

/** For a process that hangs: an answer comes much sooner, also on a machine that is busy with other tests. */
export const patienceMs = 240_000;

/** Starts a program for a person with a key, whose model is behind the server. */
export async function startTalk(
  program: RpcProgram,
  home: string,
  server: VendorServer,
): Promise<RpcTalk> {
  const cwd = join(home, "work");
  const baseUrl = server.baseUrl("anthropic-messages");
  const settings = JSON.stringify({ compaction: { keepRecentTokens: 40 } });
  for (const folder of [cwd, join(home, "pi"), join(home, ".argent")]) {
    await mkdir(folder, { recursive: true });
  }
  const models = { providers: { anthropic: { baseUrl } } };
  await writeFile(join(home, "pi/models.json"), JSON.stringify(models));
  await writeFile(join(home, "pi/settings.json"), settings);
  await writeFile(join(home, ".argent/settings.json"), settings);
  const model = ["--provider", "anthropic", "--model", "claude-sonnet-4-5"];
  const child = spawn(process.execPath, [...program.args, ...model], {
    cwd,
    env: {
      PATH: process.env.PATH ?? "",
      HOME: home,
      ANTHROPIC_API_KEY: "test-key",
      ANTHROPIC_BASE_URL: server.url,
      PI_CODING_AGENT_DIR: join(home, "pi"),
      PI_OFFLINE: "1",
      OLLAMA_HOST: "127.0.0.1:1",
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
  });
  const closed = once(child, "close");
  const all: Loose[] = [];
  const waiting = new Set<() => void>();
  readLines(child.stdout, (line) => {
    all.push(JSON.parse(line));
    for (const check of waiting) check();
  });

  function find(fits: (record: Loose) => boolean, wanted: string): Promise<Loose> {
    const from = all.length;
    const found = Promise.withResolvers<Loose>();
    const check = () => {
      const record = all.slice(from).find(fits);
      if (record) found.resolve(record);
    };
    waiting.add(check);
    const told = () =>
      `${program.name} did not say ${wanted}; it said ${all.map(({ type }) => type).join(" ")} ${stderr}`;
    const timer = setTimeout(() => found.reject(new Error(told())), patienceMs);
    void closed.then(() => found.reject(new Error(told())));
    return found.promise.finally(() => {
      waiting.delete(check);
      clearTimeout(timer);
    });
  }
  const isResponse = (id: string) => (record: Loose) =>
    record.type === "response" && record.id === id;
  const write = (line: string) => void child.stdin.write(`${line}\n`);
  let count = 0;
  const ask = (type: string, fields: object = {}) => {
    const id = `${++count}`;
    const response = find(isResponse(id), `the response to ${type}`);
    write(JSON.stringify({ ...fields, type, id }));
    return response;
  };

  return {
    ask,
    async run(message) {
      const from = all.length;
      const ended = find(({ type }) => type === program.lastEvent, program.lastEvent);
      await Promise.all([ask("prompt", { message }), ended]);
      return all.slice(from);
    },
    hears: (type) => find((record) => record.type === type, type),
    write(line) {
      const response = find(({ type }) => type === "response", `a response to ${line}`);
      write(line);
      return response;
    },
    records: () => all,
    async end() {
      child.stdin.end();
      const [code] = await closed;
      return code;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL"); // one that has ended takes no notice
      await closed;
    },
  };
}
