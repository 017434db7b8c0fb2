import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export interface RunningServer extends AsyncDisposable {
  url: string;
}

/** Starts `server.ts` in a process of its own, which ends when it is disposed or when this process is gone. */
export async function startServer(): Promise<RunningServer> {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./server.ts", import.meta.url))], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  const ready = once(child.stdout.setEncoding("utf8"), "data");
  const [port] = await Promise.race([ready, closed]);
  if (typeof port !== "string") throw new Error("The streaming server did not start.");
  return {
    url: `http://127.0.0.1:${port.trim()}`,
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await closed;
    },
  };
}
