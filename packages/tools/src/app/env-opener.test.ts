import { join } from "node:path";
import type { Settings } from "@argent/agent";
import { expect, test } from "vitest";
import { appPlace } from "../../test/app-place.ts";
import { run } from "../../test/run.ts";
import { runsSandboxTests } from "../../test/sandbox.ts";
import { envOpener, type Variables } from "./index.ts";

/** Where bubblewrap is not found. */
const bare = { PATH: "/no/such/folder" };

async function levelOf(settings: Settings, env: Variables) {
  using place = appPlace();
  const opened = await envOpener({ env, folder: place.home, settings })(place.cwd);
  try {
    return opened.isolation.level;
  } finally {
    await opened.close();
  }
}

test("nothing is isolated unless the settings say so", async () => {
  expect(await levelOf({}, bare)).toBe("none");
  expect(await levelOf({ sandbox: "off" }, bare)).toBe("none");
});

test("where there is no sandbox, auto goes on without one and require does not", async () => {
  expect(await levelOf({ sandbox: "auto" }, bare)).toBe("none");
  await expect(levelOf({ sandbox: "require" }, bare)).rejects.toMatchObject({
    code: "not_supported",
  });
});

const hasSandbox = await runsSandboxTests();

test.runIf(hasSandbox)("where there is one, both use it", async () => {
  const env = { PATH: process.env.PATH };
  expect([
    await levelOf({ sandbox: "auto" }, env),
    await levelOf({ sandbox: "require" }, env),
  ]).toEqual(["full", "full"]);
});

test.runIf(hasSandbox)("commands in a sandbox do not see the folder with the keys", async () => {
  using place = appPlace({ "keys/auth.json": "secret" });
  const folder = join(place.home, "..", "keys");
  const env = { PATH: process.env.PATH, HOME: place.home };
  const open = envOpener({ env, folder, settings: { sandbox: "require" } });
  const opened = await open(place.cwd);
  try {
    const { output } = await run(opened, `ls ${folder}; cat ${folder}/auth.json; echo ended`);
    expect(output).toContain("ended");
    expect(output).not.toContain("secret");
  } finally {
    await opened.close();
  }
});
