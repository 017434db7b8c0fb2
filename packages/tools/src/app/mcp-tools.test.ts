import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Settings } from "@argent/agent";
import { expect, test } from "vitest";
import { appPlace } from "../../test/app-place.ts";
import { memoryEnv } from "../index.ts";
import { connectConfigured, openMcpTools } from "./index.ts";

const require = createRequire(import.meta.url);
const manifest = require.resolve("@modelcontextprotocol/server-filesystem/package.json");
const filesystem = join(dirname(manifest), "dist", "index.js");

function configuration(
  place: { home: string; cwd: string },
  mcpServers: NonNullable<Settings["mcpServers"]>,
) {
  const folder = join(place.home, ".argent");
  return { cwd: place.cwd, env: { PATH: process.env.PATH }, folder, settings: { mcpServers } };
}

test("without servers there are no tools", async () => {
  using place = appPlace();
  const mcp = await openMcpTools(configuration(place, {}), "1.0.0");
  expect(mcp.tools(memoryEnv({}), undefined)).toEqual([]);
  expect(mcp.warnings).toEqual([]);
  await mcp.close();
});

test("a tool that has run is remembered as it was, and a server that is not there is said to be", async () => {
  using place = appPlace({ "work/note.txt": "remember the milk" });
  const settings = configuration(place, {
    files: { command: process.execPath, args: [filesystem, place.cwd] },
    broken: { command: "no-such-program" },
  });
  const mcp = await openMcpTools(settings, "1.0.0");
  expect(mcp.warnings).toEqual([expect.stringContaining('"broken" (no-such-program)')]);
  const name = "mcp__files__read_text_file";
  const tool = mcp.tools(memoryEnv({}), undefined).find((one) => one.name === name);
  const result = await tool?.execute("1", { path: join(place.cwd, "note.txt") });
  expect(JSON.stringify(result?.content)).toContain("remember the milk");
  await mcp.close();
  const again = await connectConfigured(configuration(place, {}), "1.0.0");
  expect(again.approved.get(name)).toMatch(/^[0-9a-f]{64}$/);
  expect(again.connections.servers).toEqual([]);
});
