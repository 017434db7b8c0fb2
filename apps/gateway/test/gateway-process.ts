import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const main = join(import.meta.dirname, "..", "src", "main.ts");

export interface GatewayProcess {
  child: ChildProcess;
  /** Waits until the gateway has said it, and gives the first group; rejects when it ends without. */
  said(pattern: RegExp): Promise<string>;
  /** Where it listens. */
  address(): Promise<string>;
  /** Posts a run, with the token that it made. */
  post(sessionKey: string, prompt: string, more?: object): Promise<Response>;
  stderr(): string;
  exitCode(): Promise<unknown>;
}

/** The program from its sources, in a home folder of its own and with no local model server. */
export function startGateway(options: {
  args?: readonly string[];
  home: string;
  cwd: string;
  env?: Record<string, string>;
}): GatewayProcess {
  const { args = ["--port", "0"], home, cwd, env } = options;
  const child = spawn(process.execPath, ["--conditions=@argent/source", main, ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: home, OLLAMA_HOST: "127.0.0.1:1", ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  // After it has exited and all that it said has been read.
  const exited = once(child, "close");
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });

  async function said(pattern: RegExp): Promise<string> {
    for (let isOver = false; ; ) {
      const found = pattern.exec(stderr);
      if (found) return found[1] ?? found[0];
      if (isOver) throw new Error(`It ended, and said only: ${stderr}`);
      isOver = await Promise.race([
        once(child.stderr, "data").then(() => false),
        exited.then(() => true),
      ]);
    }
  }
  const address = () => said(/Listening on (\S+)/);

  return {
    child,
    said,
    address,
    async post(sessionKey, prompt, more = {}) {
      const url = await address();
      const token = await readFile(await said(/The token is in (.+)\.\n/), "utf8");
      return fetch(`${url}/v1/runs`, {
        method: "POST",
        headers: { authorization: `Bearer ${token.trim()}`, "content-type": "application/json" },
        body: JSON.stringify({ sessionKey, prompt, ...more }),
      });
    },
    stderr: () => stderr,
    exitCode: async () => (await exited)[0],
  };
}
