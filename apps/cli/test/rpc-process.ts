import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Machine } from "./argent-process.ts";
import { type RpcRecords, readRecords } from "./rpc-records.ts";

/** `argent rpc` as a process of its own. */
export interface RpcProcess extends RpcRecords, AsyncDisposable {
  child: ChildProcess;
  say(command: Record<string, unknown>): void;
  /** Says it and resolves with its response. */
  ask(command: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Closes its input; resolves with the exit code, like the next one. */
  end(): Promise<number | null>;
  kill(signal: NodeJS.Signals): Promise<number | null>;
}

const main = join(import.meta.dirname, "../src/main.ts");

export function startRpc(machine: Machine, args: readonly string[]): RpcProcess {
  const child = spawn(process.execPath, ["--conditions=@argent/source", main, "rpc", ...args], {
    cwd: machine.cwd,
    env: machine.env,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const records = readRecords(child.stdout);
  const closed = once(child, "close");
  let count = 0;
  const say = (command: Record<string, unknown>) =>
    void child.stdin.write(`${JSON.stringify(command)}\n`);
  const code = async () => {
    const [exit] = await closed;
    return exit;
  };
  const end = () => {
    child.stdin.end();
    return code();
  };
  return {
    ...records,
    child,
    say,
    ask(command) {
      const id = `${++count}`;
      say({ ...command, id });
      return records.hears("response", { id });
    },
    end,
    kill(signal) {
      child.kill(signal);
      return code();
    },
    async [Symbol.asyncDispose]() {
      await end();
    },
  };
}
