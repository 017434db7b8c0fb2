import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vendorServer } from "@argent/ai/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const main = join(import.meta.dirname, "main.ts");
let home = "";
const children: ChildProcess[] = [];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "gateway-home-"));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await rm(home, { recursive: true });
});

function start(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["--conditions=@argent/source", main, ...args], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, OLLAMA_HOST: "127.0.0.1:1", ...env },
  });
  children.push(child);
  let stderr = "";
  const exited = once(child, "exit");
  const address = new Promise<string>((resolve, reject) => {
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
      const url = /Listening on (\S+)/.exec(stderr)?.[1];
      if (url) resolve(url);
    });
    void exited.then(() => reject(new Error(stderr)));
  });
  address.catch(() => {});
  return { child, address, stderr: () => stderr, exitCode: async () => (await exited)[0] };
}

describe("argent-gateway", () => {
  test("makes its token, runs a prompt with a real provider, and stops gracefully", async () => {
    const server = await vendorServer({ steps: [{ text: "Four." }] });
    const gateway = start(["--port", "0"], {
      ANTHROPIC_API_KEY: "k",
      ANTHROPIC_BASE_URL: server.url,
    });
    const url = await gateway.address;
    const path = join(home, ".argent", "gateway-token");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const response = await fetch(`${url}/v1/runs`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${(await readFile(path, "utf8")).trim()}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ sessionKey: "test:main", prompt: "2+2?" }),
    });
    expect(await response.text()).toContain('"response":"Four."');
    gateway.child.kill("SIGTERM");
    expect(await gateway.exitCode()).toBe(0);
    await server.close();
  });

  test.each([
    ["a port that is no number", ["--port", "many"], /--port must be a number/],
    ["an unknown option", ["--fast"], /Unknown option '--fast'/],
  ])("%s ends with exit code 2", async (_, args, message) => {
    const gateway = start(args);
    expect(await gateway.exitCode()).toBe(2);
    expect(gateway.stderr()).toMatch(message);
  });

  test("a port that is taken is said so", async () => {
    const first = start(["--port", "0"]);
    const port = new URL(await first.address).port;
    const second = start(["--port", port]);
    expect(await second.exitCode()).toBe(1);
    expect(second.stderr()).toContain(`cannot listen on 127.0.0.1:${port}`);
  });

  test("ARGENT_RUNTIME=pi is a clear error", async () => {
    const gateway = start(["--port", "0"], { ARGENT_RUNTIME: "pi" });
    expect(await gateway.exitCode()).toBe(2);
    expect(gateway.stderr()).toContain("ARGENT_RUNTIME=pi");
  });
});
