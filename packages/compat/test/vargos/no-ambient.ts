/**
 * Holds a whole conversation over memory twice. The second time everything ambient throws and is noted. Prints what was
 * noted and how the runs ended, as one line.
 */
import childProcess from "node:child_process";
import dns from "node:dns";
import fs from "node:fs";
import http from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import os from "node:os";
import tls from "node:tls";
import { createArgentRuntime, memorySessionStore, type RunResult } from "@argent/agent";
import { manualClock, scripted, testModel } from "@argent/ai/testing";
import { createCodingTools, memoryEnv } from "@argent/tools";

const files = {
  "AGENTS.md": "Be kind.",
  "BOOTSTRAP.md": "Ask for a name.",
  "skills/greet/SKILL.md": "---\nname: greet\ndescription: Greets.\n---\nSay hello.\n",
  "prompts/sum.md": "Sum up $1.",
};

async function converse(): Promise<RunResult[]> {
  const clock = manualClock(1_000);
  const workspace = memoryEnv(files, { clock });
  const call = (name: string, args: Record<string, unknown>) => ({
    toolCalls: [{ name, arguments: args }],
  });
  const runtime = createArgentRuntime({
    provider: scripted(
      [
        call("write_file", { path: "a.txt", content: "one\n" }),
        call("read_file", { path: "a.txt" }),
        call("grep", { pattern: "one" }),
        call("skill", { name: "greet" }),
        { text: "written" },
        { error: { kind: "auth" } },
        { text: "summed up" },
      ],
      { clock },
    ),
    clock,
    model: testModel(),
    env: () => ({ ...workspace, close: async () => {} }),
    tools: (env) => createCodingTools({ cwd: env.cwd, env }),
    sessions: memorySessionStore(),
    skillFolders: ["skills"],
    templateFolders: ["prompts"],
    parameters: () => ({ customer: "Ann" }),
  });
  const results: RunResult[] = [];
  for (const prompt of ["/skill:greet Ann", "fail", "/sum that"]) {
    results.push(await runtime.run({ sessionKey: "agent:main:main", prompt }));
  }
  await runtime.close();
  return results;
}

/** Looked at by Node at an `import()`, and by the YAML library to print what it parses. */
const ofOthers = new Set(["WATCH_REPORT_DEPENDENCIES", "LOG_TOKENS", "LOG_STREAM"]);

/** Makes every function of these objects throw, and notes who was called. */
function forbid(objects: Record<string, object>): { noted: string[]; allow(): void } {
  const noted: string[] = [];
  const undo: (() => void)[] = [];
  const replace = (object: object, key: string, name: string) => {
    const descriptor = Object.getOwnPropertyDescriptor(object, key);
    if (!descriptor?.configurable || !("value" in descriptor)) return;
    if (typeof descriptor.value !== "function") return;
    const value = () => {
      noted.push(name);
      throw new Error(`${name} was called`);
    };
    Object.defineProperty(object, key, { ...descriptor, value });
    undo.push(() => Object.defineProperty(object, key, descriptor));
  };
  for (const [name, object] of Object.entries(objects)) {
    for (const key of Object.keys(object)) replace(object, key, `${name}.${key}`);
  }
  for (const key of ["fetch", "WebSocket"]) replace(globalThis, key, key);
  for (const key of ["cwd", "chdir"]) replace(process, key, `process.${key}`);
  const { env } = process;
  process.env = new Proxy(env, {
    get(_, key) {
      if (!ofOthers.has(String(key))) noted.push(`process.env.${String(key)}`);
      return undefined;
    },
  });
  syncBuiltinESMExports();
  return {
    noted,
    allow() {
      process.env = env;
      for (const step of undo) step();
      syncBuiltinESMExports();
    },
  };
}

await converse(); // loads what is loaded on first use
const { noted, allow } = forbid({
  fs,
  "fs.promises": fs.promises,
  net,
  tls,
  http,
  https,
  dns,
  os,
  child_process: childProcess,
});
// That it would be noticed, or nothing is proved by silence.
await Promise.allSettled([
  (async () => fs.readFileSync("x"))(),
  (async () => fs.promises.readFile("x"))(),
  (async () => fetch("http://localhost"))(),
  (async () => process.env.HOME)(),
]);
const noticed = noted.splice(0);
const results = await converse();
allow();
console.log(
  JSON.stringify({
    noticed,
    noted,
    responses: results.map(({ response, error }) => response || error?.kind),
  }),
);
