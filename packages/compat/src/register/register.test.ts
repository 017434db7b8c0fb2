import { existsSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { vendorServer } from "@argent/ai/testing";
import { describe, expect, test } from "vitest";
import { piFolder, piModel } from "../../test/kit.ts";
import { folderOf, runHost } from "../../test/register/host.ts";

const on = { ARGENT_RUNTIME: "on" };
const served =
  /^argent: ARGENT_RUNTIME=on: pi-ai, pi-agent-core and pi-coding-agent are served by @argent\/compat \d\S+\.\n$/;
const facade = (name: string) =>
  pathToFileURL(join(import.meta.dirname, "..", name, "index.ts")).href;

/** A host that has no Pi installed. */
async function runAlone(
  files: Record<string, string>,
  program: string,
  env: Record<string, string>,
) {
  using folder = folderOf(files);
  return await runHost([join(folder.path, program)], { cwd: folder.path, env });
}

test("a host without Pi runs on the facades, by import and by require", async () => {
  const host = `
    import { createRequire } from "node:module";
    import { fauxText, streamSimple } from "@mariozechner/pi-ai";
    import * as later from "@earendil-works/pi-ai/compat";
    import { Agent } from "@earendil-works/pi-agent-core";
    import { SessionManager } from "@mariozechner/pi-coding-agent";
    const required = createRequire(import.meta.url)("@mariozechner/pi-ai");
    console.log(JSON.stringify([
      import.meta.resolve("@mariozechner/pi-agent-core"),
      required.streamSimple === streamSimple,
      later.fauxText === fauxText,
      typeof new Agent().prompt,
      SessionManager.inMemory("/").getCwd(),
    ]));`;
  const { code, stdout, stderr } = await runAlone({ "host.mjs": host }, "host.mjs", on);
  expect(stderr).toMatch(served);
  expect(JSON.parse(stdout)).toEqual([facade("pi-agent-core"), true, true, "function", "/"]);
  expect(code).toBe(0);
});

test("workers run on the facades too, and only the process speaks", async () => {
  const files = {
    "host.mjs": `
      import { Worker } from "node:worker_threads";
      for (const name of ["./worker.mjs", "./worker.cjs"]) new Worker(new URL(name, import.meta.url));`,
    "worker.mjs": `import { complete } from "@mariozechner/pi-ai"; console.log("import", typeof complete);`,
    "worker.cjs": `console.log("require", typeof require("@mariozechner/pi-ai").complete);`,
  };
  const { stdout, stderr } = await runAlone(files, "host.mjs", on);
  expect(stdout.trim().split("\n").sort()).toEqual(["import function", "require function"]);
  expect(stderr).toMatch(served);
});

test("what Argent does not serve goes to the installed package, and is reported once", async () => {
  const host = `
    for (const name of ["pi-tui", "pi-tui", "pi-ai/dist/models.js", "pi-web-ui"])
      await import("@mariozechner/" + name).catch(({ code }) => console.log(name, code));
    await import("@mariozechner/clipboard").catch(({ code }) => console.log("other", code));`;
  const { stdout, stderr } = await runAlone({ "host.mjs": host }, "host.mjs", on);
  expect(stdout.match(/ERR_MODULE_NOT_FOUND/g)).toHaveLength(5);
  expect(stderr.split("\n").slice(1)).toEqual([
    "argent: @mariozechner/pi-tui is not served by Argent and comes from the installed package.",
    "argent: @mariozechner/pi-ai/dist/models.js is not served by Argent and comes from the installed package.",
    "argent: @mariozechner/pi-web-ui is not served by Argent and comes from the installed package.",
    "",
  ]);
});

const asks = `import("@mariozechner/pi-ai").then(() => console.log("there"), ({ code }) => console.log(code));`;

test.each([
  [{}, /^$/],
  [{ ARGENT_RUNTIME: "" }, /^$/],
  [{ ARGENT_RUNTIME: "off" }, /^argent: ARGENT_RUNTIME=off: Pi's own packages stay in force\.\n$/],
  [{ ARGENT_RUNTIME: "shadow" }, /^argent: ARGENT_RUNTIME=shadow: Pi's own packages stay.*\n$/],
  [
    { ...on, ARGENT_RUNTIME_MODE: "pi_only" },
    /^argent: ARGENT_RUNTIME_MODE=pi_only: Pi's own.*\n$/,
  ],
])("%j leaves the host untouched", async (env, said) => {
  const { code, stdout, stderr } = await runAlone({ "host.mjs": asks }, "host.mjs", env);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "ERR_MODULE_NOT_FOUND\n" });
  expect(stderr).toMatch(said);
});

test("a value that means nothing ends the process before the host begins", async () => {
  const env = { ARGENT_RUNTIME: "maybe" };
  const { code, stdout, stderr } = await runAlone({ "host.mjs": asks }, "host.mjs", env);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^argent: invalid_flag: ARGENT_RUNTIME is "maybe".*argent.*pi.*shadow/);
});

test("an old Node ends with a coded message", async () => {
  const old = `data:text/javascript,Object.defineProperty(process, "versions", { value: { ...process.versions, node: "22.17.0" } })`;
  using folder = folderOf({ "host.mjs": asks });
  const run = { cwd: folder.path, env: on, flags: ["--import", old] };
  const { code, stdout, stderr } = await runHost(["host.mjs"], run);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^argent: node_too_old: .*22\.18.*22\.17\.0.*unset ARGENT_RUNTIME/);
});

describe.runIf(existsSync(piFolder))("a host that has the real Pi installed", () => {
  /** Runs a module in a folder whose `node_modules` are the peers'. */
  async function runBeside(host: string, env: Record<string, string> = on) {
    using folder = folderOf({ "host.mjs": host });
    symlinkSync(dirname(piFolder), join(folder.path, "node_modules"));
    return await runHost(["host.mjs"], { cwd: folder.path, env });
  }

  test("gets the facade also from a loader that asks for the file of the package", async () => {
    const { stdout } = await runBeside(`
      const pi = await import(${JSON.stringify(pathToFileURL(join(piFolder, "pi-ai/dist/index.js")).href)});
      const { complete } = await import("@mariozechner/pi-ai");
      console.log(pi.complete === complete);`);
    expect(stdout).toBe("true\n");
  });

  test("in the shadow is told what Argent would have done otherwise, and Pi answers", async () => {
    await using server = await vendorServer({ steps: [{ text: "Pi answers." }] });
    const known = piModel({
      api: "anthropic-messages",
      baseUrl: server.baseUrl("anthropic-messages"),
    });
    const unknown = piModel({ api: "mistral-conversations", baseUrl: server.url });
    const { stdout, stderr } = await runBeside(
      `
      import { complete, getProviders, streamSimple } from "@mariozechner/pi-ai";
      const context = { messages: [{ role: "user", content: "Go.", timestamp: 0 }] };
      const known = await complete(${JSON.stringify(known)}, context, { apiKey: "k", maxTokens: 7 });
      console.log(known.content[0].text, getProviders().length > 0);
      const unknown = streamSimple(${JSON.stringify(unknown)}, context, { apiKey: "k", onPayload: () => { throw new Error("enough"); } });
      console.log((await unknown.result()).stopReason);`,
      { ARGENT_RUNTIME: "shadow" },
    );
    expect(stdout).toBe("Pi answers. true\nerror\n");
    expect(server.requests).toHaveLength(1);
    const [said, ...differences] = stderr.trim().split("\n");
    expect(said).toMatch(/^argent: ARGENT_RUNTIME=shadow: .* compared/);
    expect(differences).toEqual([
      "argent: Request 1 of session without an id (anthropic-messages): 1 difference.",
      "  thinking",
      "    Pi:     nothing",
      '    Argent: {"type":"disabled"}',
      expect.stringMatching(/^argent: Request 2 .*mistral.*would have failed: .*does not speak/),
    ]);
  });

  test("logs in through the installed flows, and its module of Bedrock answers", async () => {
    const { stdout } = await runBeside(`
      import { loginAnthropic, anthropicOAuthProvider } from "@mariozechner/pi-ai/oauth";
      import { bedrockProviderModule } from "@mariozechner/pi-ai/bedrock-provider";
      const stop = new Error("enough");
      const onAuth = ({ url }) => { console.log(new URL(url).searchParams.has("code_challenge")); throw stop; };
      await anthropicOAuthProvider.login({ onAuth, onPrompt: async () => "" }).catch((error) => console.log(error === stop));
      const model = { id: "m", name: "m", api: "bedrock-converse-stream", provider: "amazon-bedrock", baseUrl: "", input: ["text"],
        cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }, contextWindow: 9, maxTokens: 9, reasoning: false };
      const signal = AbortSignal.abort();
      const stream = bedrockProviderModule.streamSimpleBedrock(model, { messages: [{ role: "user", content: "x", timestamp: 0 }] }, { signal });
      console.log((await stream.result()).stopReason);
      process.exit();`);
    expect(stdout).toBe("true\ntrue\naborted\n");
  });
});

test("without Pi its flows say what to install, and a host's own provider works", async () => {
  const host = `
    import { getOAuthApiKey, loginAnthropic, registerOAuthProvider } from "@mariozechner/pi-ai/oauth";
    await loginAnthropic({}).catch(({ code, message }) => console.log(code, message));
    registerOAuthProvider({
      id: "mine", name: "Mine", login: async () => ({}), getApiKey: ({ access }) => access,
      refreshToken: async (old) => ({ ...old, access: "new", expires: Infinity }),
    });
    console.log(JSON.stringify(await getOAuthApiKey("mine", { mine: { refresh: "r", access: "old", expires: 0 } })));`;
  const { stdout } = await runAlone({ "host.mjs": host }, "host.mjs", on);
  expect(stdout).toMatch(/^sdk_missing .*Install @mariozechner\/pi-ai/);
  expect(stdout).toContain('"apiKey":"new"');
});
