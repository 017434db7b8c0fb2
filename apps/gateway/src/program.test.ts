import type { ChildProcess } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vendorServer } from "@argent/ai/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startGateway } from "../test/gateway-process.ts";

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
  const gateway = startGateway({ args, home, cwd: home, env });
  children.push(gateway.child);
  return gateway;
}

describe("argent-gateway", () => {
  test("makes its token, runs a prompt with a real provider, and stops gracefully", async () => {
    const server = await vendorServer({ steps: [{ text: "Four." }] });
    const gateway = start(["--port", "0"], {
      ANTHROPIC_API_KEY: "k",
      ANTHROPIC_BASE_URL: server.url,
    });
    const response = await gateway.post("test:main", "2+2?");
    const path = join(home, ".argent", "gateway-token");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const stream = await response.text();
    expect(stream).toContain('"response":"Four."');
    const token = (await readFile(path, "utf8")).trim();
    expect(stream + gateway.stderr(), "the token is said nowhere").not.toContain(token);
    gateway.child.kill("SIGTERM");
    expect(await gateway.exitCode()).toBe(0);
    await server.close();
  });

  test("killed in the middle of a run it goes on in the session, and a key begins a new run", async () => {
    const asked = Promise.withResolvers<void>();
    const step = () => {
      asked.resolve();
      return new Promise<never>(() => {});
    };
    const server = await vendorServer({ steps: [step, { text: "Four." }] });
    const env = { ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: server.url };
    const key = { idempotencyKey: "1" };
    const first = start(["--port", "0"], env);
    const cut = await first.post("test:main", "2+2?", key);
    const reading = cut.text().catch(() => "cut off");
    await asked.promise;
    first.child.kill("SIGKILL");
    await first.exitCode();
    expect(await reading).toBe("cut off");
    const second = start(["--port", "0"], env);
    const again = await second.post("test:main", "2+2?", key);
    expect(again.headers.get("x-run-id")).not.toBe(cut.headers.get("x-run-id"));
    expect(await again.text()).toContain('"response":"Four."');
    const session = await readFile(join(home, ".argent", "sessions", "test-main.jsonl"), "utf8");
    expect(session.match(/"role":"user"/g)).toHaveLength(2);
    await server.close();
  });

  test.each([
    ["a port that is no number", ["--port", "many"], /--port must be a number/],
    ["a blank port", ["--port", ""], /--port must be a number/],
    ["a blank host, which would be every address", ["--host", " "], /--host must be an address/],
    ["an unknown option", ["--fast"], /Unknown option '--fast'/],
    ["a token file that is a folder", ["--token-file", "."], /cannot be kept in .*Name another/],
  ])("%s ends with exit code 2", async (_, args, message) => {
    const gateway = start(args);
    expect(await gateway.exitCode()).toBe(2);
    expect(gateway.stderr()).toMatch(message);
  });

  test("an empty token file is no token, and stops the start", async () => {
    await writeFile(join(home, "empty"), "\n");
    const gateway = start(["--port", "0", "--token-file", join(home, "empty")]);
    expect(await gateway.exitCode()).toBe(2);
    expect(gateway.stderr()).toMatch(/the file is empty/);
    expect(gateway.stderr()).not.toContain("Listening");
  });

  test("without any key it starts, says so, and a run says what is missing", async () => {
    const gateway = start(["--port", "0"]);
    const response = await gateway.post("s", "hi");
    expect(await response.text()).toMatch(/event: result\ndata: .*names no model/);
    expect(gateway.stderr()).toContain("no key is set");
  });

  test("a port that is taken is said so", async () => {
    const first = start(["--port", "0"]);
    const port = new URL(await first.address()).port;
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
