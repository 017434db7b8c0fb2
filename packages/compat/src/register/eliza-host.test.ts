import { cpSync, existsSync, realpathSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Step, vendorServer } from "@argent/ai/testing";
import { describe, expect, test } from "vitest";
import { folderOf, runHost } from "../../test/register/host.ts";
import { peersFolder } from "../../test/runtime/place.ts";

const plugin = join(peersFolder, "node_modules/@elizaos/plugin-pi-ai");

/** Of its framework the plugin uses the names of the kinds of models, and a log. */
const framework = `
  export const ModelType = Object.fromEntries(
    ["TEXT_LARGE", "TEXT_SMALL", "IMAGE_DESCRIPTION", "OBJECT_LARGE", "OBJECT_SMALL", "TEXT_REASONING_LARGE", "TEXT_REASONING_SMALL", "TEXT_COMPLETION"].map((name) => [name, name]),
  );
  export const logger = { info() {}, warn() {}, error() {}, debug() {} };
`;

const steps: Step[] = [
  { text: "Once upon a time there was a runtime that two people shared." },
  { text: "Hello." },
  { text: "A header of a picture." },
  { text: '{"kind":"object","size":3}' },
  { error: { kind: "auth", status: 401, message: "invalid x-api-key" } },
  { text: "This goes on and on and on.", fault: { type: "stall", afterEvents: 4 } },
];

/** A folder in which the published plugin is installed, without Pi. */
function install() {
  const folder = folderOf({
    "node_modules/@elizaos/core/package.json": JSON.stringify({
      name: "@elizaos/core",
      type: "module",
      exports: "./index.js",
    }),
    "node_modules/@elizaos/core/index.js": framework,
    "pi/auth.json": JSON.stringify({ anthropic: { type: "api_key", key: "key-of-the-file" } }),
    "pi/settings.json": JSON.stringify({
      defaultProvider: "anthropic",
      defaultModel: "claude-sonnet-4-20250514",
    }),
  });
  const modules = join(folder.path, "node_modules");
  cpSync(plugin, join(modules, "@elizaos/plugin-pi-ai"), { recursive: true, dereference: true });
  const zod = createRequire(join(realpathSync(plugin), "package.json")).resolve("zod/package.json");
  symlinkSync(dirname(zod), join(modules, "zod"));
  cpSync(
    join(import.meta.dirname, "../../test/register/eliza-host.mjs"),
    join(folder.path, "host.mjs"),
  );
  return folder;
}

describe.runIf(existsSync(plugin))("@elizaos/plugin-pi-ai, which embeds pi-ai 0.52.12", () => {
  test("runs unchanged, and without Pi", async () => {
    using folder = install();
    await using server = await vendorServer({ steps });
    const { code, stdout, stderr } = await runHost(["host.mjs"], {
      cwd: folder.path,
      env: {
        ARGENT_RUNTIME: "on",
        HOME: folder.path,
        VENDOR_URL: server.baseUrl("anthropic-messages"),
        PI_FOLDER: join(folder.path, "pi"),
      },
    });
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^argent: .*served by @argent\/compat \S+\n$/),
    });
    const seen = JSON.parse(stdout);
    expect(seen).toMatchObject({
      handlers: expect.arrayContaining(["TEXT_LARGE", "IMAGE_DESCRIPTION", "OBJECT_LARGE"]),
      streamed: steps[0]?.text,
      chunks: true,
      text: "Hello.",
      image: { description: "A header of a picture." },
      object: { kind: "object", size: 3 },
      failure: expect.stringMatching(/^pi-ai stream\(\) failed .*apiKey=set.*invalid x-api-key/),
      models: {
        defaultModelSpec: "anthropic/claude-sonnet-4-20250514",
        isListed: true,
        providers: ["anthropic"],
      },
    });
    expect(steps.at(-1)?.text?.startsWith(seen.aborted)).toBe(true);
    expect(seen.aborted).not.toBe("");
    expect(server.requests).toHaveLength(steps.length);
    const [story, , picture] = server.requests;
    expect(server.requests.every(({ headers }) => headers["x-api-key"] === "key-of-the-file")).toBe(
      true,
    );
    expect(story?.body).toMatchObject({ max_tokens: 500, temperature: 0.5 });
    expect(JSON.stringify(picture?.body.messages)).toContain('"media_type":"image/png"');
  });
});
