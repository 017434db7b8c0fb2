import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempDisposableSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { AgentToolResult } from "@argent/agent";
import { expect, test } from "vitest";
import { memoryEnv } from "../env/memory-env.ts";
import {
  type ConnectMcpOptions,
  connectMcpServers,
  createMcpTools,
  type McpServerConfig,
} from "./index.ts";

const everything = entryOf("server-everything");
const filesystem = entryOf("server-filesystem");

/** As a configuration writes a variable. */
const variable = (name: string) => `\${${name}}`;

const options: ConnectMcpOptions = {
  cwd: tmpdir(),
  env: { PATH: process.env.PATH, SECRET: "s3cret" },
};

async function connected(configs: Record<string, McpServerConfig>, more = {}) {
  const connections = await connectMcpServers(configs, { ...options, ...more });
  const tools = createMcpTools(connections.servers, { env: memoryEnv({}) });
  return {
    connections,
    tools,
    call: (name: string, params: object, signal?: AbortSignal) =>
      (tools.find((tool) => tool.name === name) ?? expect.fail(`no ${name}`)).execute(
        "1",
        params,
        signal,
      ),
    [Symbol.asyncDispose]: () => connections.close(),
  };
}

const node = (...args: string[]) => ({ command: process.execPath, args });

const textOf = ({ content }: AgentToolResult) =>
  content.map((block) => (block.type === "text" ? block.text : `<${block.mimeType}>`)).join("\n");

test("a real server's files are read over standard input and output", async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "argent-mcp-"));
  const path = join(folder.path, "note.txt");
  writeFileSync(path, "remember the milk\n");
  await using here = await connected({ files: node(filesystem, folder.path) });
  expect(here.connections.problems).toEqual([]);
  expect(textOf(await here.call("mcp__files__read_text_file", { path }))).toContain(
    "remember the milk",
  );
  const outside = await here.call("mcp__files__read_text_file", { path: "/etc/passwd" });
  expect(outside.isError).toBe(true);
});

test("all kinds of content arrive, and progress is shown", async () => {
  await using here = await connected({ all: node(everything) });
  expect(textOf(await here.call("mcp__all__get-tiny-image", {}))).toContain("<image/png>");
  expect(textOf(await here.call("mcp__all__get-resource-links", { count: 2 }))).toMatch(
    /\[.*demo:\/\//,
  );
  expect(
    textOf(await here.call("mcp__all__get-structured-content", { location: "Chicago" })),
  ).toContain("temperature");
  expect(textOf(await here.call("mcp__all__get-sum", { a: 2, b: 3 }))).toContain("5");
  const tool = here.tools.find(({ name }) => name === "mcp__all__trigger-long-running-operation");
  const shown: string[] = [];
  await tool?.execute("1", { duration: 0.2, steps: 2 }, undefined, (update) =>
    shown.push(textOf(update)),
  );
  expect(shown).not.toEqual([]);
});

test("a program sees no variable but the few that it needs and those that it is given", async () => {
  const config = { ...node(everything), env: { GIVEN: `for ${variable("SECRET")}` } };
  await using here = await connected({ all: config });
  const text = textOf(await here.call("mcp__all__get-env", {}));
  expect(text).toContain('"GIVEN": "for s3cret"');
  expect(text).not.toContain('"SECRET"');
});

test("an abort ends the call, and the server goes on serving", async () => {
  await using here = await connected({ all: node(everything) });
  const abort = new AbortController();
  const long = here.call(
    "mcp__all__trigger-long-running-operation",
    { duration: 600, steps: 600 },
    abort.signal,
  );
  abort.abort();
  await expect(long).rejects.toMatchObject({ code: "aborted" });
  expect(textOf(await here.call("mcp__all__echo", { message: "still here" }))).toContain(
    "still here",
  );
});

test("a server over HTTP is used like any other", async () => {
  const port = await freePort();
  const child = spawn(process.execPath, [everything, "streamableHttp"], {
    env: { PATH: process.env.PATH, PORT: String(port) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  try {
    for await (const chunk of child.stderr) if (String(chunk).includes("listening")) break;
    await using here = await connected({ web: { url: `http://127.0.0.1:${port}/mcp` } });
    expect(here.connections.problems).toEqual([]);
    expect(textOf(await here.call("mcp__web__echo", { message: "hello" }))).toContain("hello");
  } finally {
    child.kill();
    await once(child, "exit");
  }
});

test("headers go to the configured address and not along a redirect", async () => {
  const seen: (string | undefined)[] = [];
  const other = createServer((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(404).end();
  });
  const first = createServer((_, response) => {
    const { port } = Object(other.address());
    response.writeHead(307, { location: `http://127.0.0.1:${port}/` }).end();
  });
  for (const server of [other, first]) await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = Object(first.address());
  const config = {
    url: `http://127.0.0.1:${port}/mcp`,
    headers: { Authorization: `Bearer ${variable("SECRET")}` },
  };
  await using here = await connected({ web: config });
  expect(here.connections.problems).toMatchObject([{ server: "web", code: "spawn_failed" }]);
  expect(seen).toEqual([]);
  for (const server of [other, first]) server.close();
});

test("one that cannot be reached costs only its own tools, and its last words are told", async () => {
  await using here = await connected({
    missing: { command: "no-such-program" },
    broken: node("-e", "console.error('I have no key'); process.exit(1)"),
    unset: { ...node(everything), env: { KEY: variable("NOT_SET") } },
    odd: { url: "file:///etc/passwd" },
    off: { ...node(everything), disabled: true },
    all: node(everything),
  });
  expect(here.connections.problems).toMatchObject([
    { server: "missing", code: "spawn_failed" },
    { server: "broken", code: "spawn_failed", message: expect.stringContaining("I have no key") },
    { server: "unset", code: "invalid", message: expect.stringContaining("NOT_SET") },
    { server: "odd", code: "invalid" },
  ]);
  expect(here.connections.servers.map(({ name }) => name)).toEqual(["all"]);
});

test("a server that has gone says so", async () => {
  await using here = await connected({ all: node(everything) });
  await here.connections.close();
  await expect(here.call("mcp__all__echo", { message: "x" })).rejects.toMatchObject({
    code: "spawn_failed",
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = Object(server.address());
  server.close();
  return port;
}

function entryOf(name: string): string {
  const require = createRequire(import.meta.url);
  const manifest = `@modelcontextprotocol/${name}/package.json`;
  return join(dirname(require.resolve(manifest)), "dist", "index.js");
}
