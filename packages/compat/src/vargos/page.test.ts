import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Step, vendorServer } from "@argent/ai/testing";
import { expect, test } from "vitest";
import { makePlace } from "../../test/vargos/place.ts";

const execute = promisify(execFile);
const driver = join(import.meta.dirname, "../../test/vargos/run-page.ts");

interface Page {
  steps?: Step[];
  prompt?: string;
  files?: Record<string, string>;
  env?: Record<string, string>;
}

/** Runs a program of the page as a process with a home of its own, against a server that answers from a script. */
async function runPage(name: string, page: Page = {}) {
  await using server = await vendorServer({ steps: page.steps ?? [{ text: "Hello back." }] });
  await using place = await makePlace();
  const { home } = place;
  await mkdir(join(home, "workspace"));
  for (const [path, text] of Object.entries(page.files ?? {}))
    await writeFile(join(home, path), text);
  const { stdout } = await execute(
    process.execPath,
    ["--conditions=@argent/source", driver, name, ...(page.prompt ? [page.prompt] : [])],
    {
      cwd: home,
      env: {
        PATH: process.env.PATH,
        HOME: home,
        OPENAI_API_KEY: "test",
        OPENAI_BASE_URL: server.baseUrl("openai-completions"),
        ...page.env,
      },
    },
  );
  const where = join(home, page.env?.VARGOS_SESSIONS_DIR ?? ".vargos/sessions");
  const [file = ""] = await place.filesIn(where).catch(() => []);
  return {
    home,
    stdout,
    exported: JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "null"),
    requests: server.requests.map(({ text }) => text),
    file,
    roles: file === "" ? [] : rolesOf(await place.entriesOf(file, where)),
  };
}

function rolesOf(entries: Record<string, unknown>[]): unknown[] {
  return entries.flatMap(({ message }) =>
    typeof message === "object" && message !== null && "role" in message ? [message.role] : [],
  );
}

test("the queue's program runs its message, in the session of its key", async () => {
  const { exported, requests, file, roles } = await runPage("queue");
  expect(exported).toMatchObject({ success: true, response: "Hello back." });
  expect(requests).toHaveLength(1);
  expect(requests[0]).toContain("Hello!");
  expect(file).toBe("cli-main.jsonl");
  expect(roles).toEqual(["user", "assistant"]);
});

test("the lifecycle's program sees the run, its tools and its answer", async () => {
  const steps = [
    { toolCalls: [{ name: "ls", arguments: { path: "." } }] },
    { text: "One folder: workspace." },
  ];
  const { stdout } = await runPage("lifecycle", { steps, prompt: "What is here?" });
  const id = /Run start: (\S+)/.exec(stdout)?.[1];
  expect(stdout.trim().split("\n").slice(0, 4)).toEqual([
    `Run start: ${id}`,
    "Tool ls start",
    "Tool ls end",
    `One folder: workspace.Run end: ${id}`,
  ]);
});

test("the prompt's program gets all sections and the workspace's files", async () => {
  const { exported, home } = await runPage("prompt", {
    files: { "workspace/SOUL.md": "You are a lighthouse.", "workspace/AGENTS.md": "Be bright." },
  });
  for (const text of [
    "You are a lighthouse.",
    "Be bright.",
    join(home, "workspace"),
    "- exec\n- read\n- write",
    "Timezone: Australia/Sydney",
    "Model: gpt-4o",
    "Thinking: low",
  ]) {
    expect(exported).toContain(text);
  }
});

test("the runtime's program without a message says that nothing waits, and does not fail", async () => {
  const { exported, requests, stdout } = await runPage("runtime");
  expect(exported).toMatchObject({ success: false, error: { kind: "invalid_request" } });
  expect(requests).toEqual([]);
  expect(stdout).toMatch(/Duration: \d+ms\nTokens: 0\n/);
});

test.each([
  ["the standard place", {}],
  ["the folder that the operator chose", { VARGOS_SESSIONS_DIR: "elsewhere" }],
])("the last program answers the message that it added, in %s", async (_, env) => {
  const { exported, home, stdout, requests, file, roles } = await runPage("e2e", { env });
  expect(stdout).toContain("To +123456: Hello back.\n");
  expect(exported).toMatchObject({ success: true, tokensUsed: { total: expect.any(Number) } });
  expect(exported.tokensUsed.total).toBeGreaterThan(0);
  expect(exported.sessionFile.startsWith(home)).toBe(true);
  expect(requests).toHaveLength(1);
  expect(requests[0]).toContain("Hello!");
  expect(file).toBe("agent-main-whatsapp-dm-+123456.jsonl");
  expect(roles).toEqual(["user", "assistant"]);
});

test("the last program reports a provider that refuses as a result", async () => {
  const steps: Step[] = [{ error: { kind: "auth", status: 401 } }];
  const { exported } = await runPage("e2e", { steps });
  expect(exported).toMatchObject({ success: false, error: { kind: "auth" } });
});
