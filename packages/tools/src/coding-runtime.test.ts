import {
  mkdirSync,
  mkdtempDisposableSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ArgentSessionManager } from "@argent/agent";
import { type ScriptedStep, scripted, testModel } from "@argent/ai/testing";
import { expect, test } from "vitest";
import { createApproval } from "./approval/approval.ts";
import { checkpointFolder, fileBlobStore } from "./checkpoints/file-blob-store.ts";
import { undoFiles } from "./checkpoints/undo-files.ts";
import { type CodingRuntimeOptions, createCodingRuntime } from "./coding-runtime.ts";
import { localEnv } from "./env/local-env.ts";

const model = testModel({ pricing: { input: 1, output: 1 } });

function place(steps: ScriptedStep[], options: Partial<CodingRuntimeOptions> = {}) {
  const folder = mkdtempDisposableSync(join(tmpdir(), "argent-test-"));
  const cwd = join(folder.path, "work");
  mkdirSync(cwd);
  writeFileSync(join(cwd, "file"), "old\n");
  const provider = scripted(steps);
  const runtime = createCodingRuntime({
    env: { PATH: process.env.PATH },
    cwd,
    sessionFolder: join(folder.path, "sessions"),
    provider,
    model,
    ...options,
  });
  const dispose = async () => {
    await runtime.close();
    folder.remove();
  };
  return { cwd, runtime, provider, folder: folder.path, [Symbol.asyncDispose]: dispose };
}

const write = (path: string, content: string) => ({
  name: "write_file",
  arguments: { path, content },
});

test("what the tools changed in a run can be undone later, from the session alone", async () => {
  await using here = place([
    { toolCalls: [write("file", "new\n"), write("other", "x")] },
    { text: "Done." },
  ]);
  const { sessionFile = "" } = await here.runtime.run({ sessionKey: "a:b", prompt: "Change it." });
  expect(readFileSync(join(here.cwd, "file"), "utf8")).toBe("new\n");

  const session = await ArgentSessionManager.open(sessionFile);
  const env = localEnv({ cwd: here.cwd });
  const blobs = fileBlobStore(checkpointFolder(sessionFile));
  const undone = await undoFiles({ session, env, blobs });
  expect(undone.toSorted((one, other) => (one.path < other.path ? -1 : 1))).toEqual([
    { path: join(here.cwd, "file"), outcome: "restored" },
    { path: join(here.cwd, "other"), outcome: "removed" },
  ]);
  expect(readFileSync(join(here.cwd, "file"), "utf8")).toBe("old\n");
  expect(readdirSync(here.cwd)).toEqual(["file"]);
  await session.close();
});

test("a sub-agent's cost is the run's, its session lies beside, and its changes are undone with the run's", async () => {
  await using here = place([
    {
      toolCalls: [{ name: "task", arguments: { description: "change it", prompt: "Write." } }],
      usage: { input: 10, output: 1 },
    },
    { toolCalls: [write("file", "by the child\n")], usage: { input: 100, output: 2 } },
    { text: "I changed file.", usage: { input: 200, output: 3 } },
    { text: "Done.", usage: { input: 20, output: 4 } },
  ]);
  const result = await here.runtime.run({ sessionKey: "main", prompt: "Have it changed." });
  expect(result).toMatchObject({
    success: true,
    turns: 2,
    tokensUsed: { input: 330, output: 10, total: 340 },
    cost: expect.closeTo(340 / 1_000_000),
  });
  const sessions = join(here.folder, "sessions");
  const [parent] = readdirSync(join(sessions, "tasks"));
  const [child = ""] = readdirSync(join(sessions, "tasks", parent ?? ""));
  const listed = await ArgentSessionManager.listAll(sessions);
  expect(listed.map(({ path }) => path)).toEqual([result.sessionFile]);
  const task = await ArgentSessionManager.open(join(sessions, "tasks", parent ?? "", child));
  expect(task.getHeader().parentSession).toBe(result.sessionFile);
  expect(task.getSessionName()).toBe("change it");
  await task.close();

  const session = await ArgentSessionManager.open(result.sessionFile ?? "");
  const env = localEnv({ cwd: here.cwd });
  const blobs = fileBlobStore(checkpointFolder(result.sessionFile ?? ""));
  expect(await undoFiles({ session, env, blobs })).toMatchObject([{ outcome: "restored" }]);
  expect(readFileSync(join(here.cwd, "file"), "utf8")).toBe("old\n");
  await session.close();
});

test("an approval holds for the run and for its sub-agents, in the environment that was opened", async () => {
  const asked: unknown[] = [];
  const approval = createApproval({
    mode: "ask-before-write",
    async ask({ tool, agent, isolation }) {
      asked.push([tool, agent, isolation.description]);
      return { allow: false };
    },
  });
  const description = "isolated by a test";
  await using here = place(
    [
      {
        toolCalls: [
          write("file", "a"),
          { name: "task", arguments: { description: "it", prompt: "x" } },
        ],
      },
      { toolCalls: [write("file", "b")] },
      { text: "It was denied." },
      { text: "Done." },
    ],
    {
      approval,
      openEnv: async (cwd) => ({
        ...localEnv({ cwd }),
        isolation: { level: "full", description },
      }),
    },
  );
  expect(await here.runtime.run({ sessionKey: "main", prompt: "Go." })).toMatchObject({
    success: true,
  });
  expect(asked).toEqual([
    ["write_file", undefined, description],
    ["write_file", "it", description],
  ]);
  expect(readFileSync(join(here.cwd, "file"), "utf8")).toBe("old\n");
});

test("the prompt lists the skills that there are, with the place of each", async () => {
  await using here = place([{ text: "ok" }], { skillFolders: ["skills"] });
  mkdirSync(join(here.cwd, "skills"));
  const skill = "---\nname: greet\ndescription: Greets people.\n---\nSay hello.\n";
  writeFileSync(join(here.cwd, "skills", "greet.md"), skill);
  await here.runtime.run({ sessionKey: "s", prompt: "go" });
  const prompt = here.provider.requests[0]?.systemPrompt;
  expect(prompt).toContain("Greets people.");
  expect(prompt).toContain(join(here.cwd, "skills", "greet.md"));
});
