import { expect, test } from "vitest";
import { diskEnv } from "../../test/disk-env.ts";
import { buildSystemPrompt } from "./build-system-prompt.ts";
import { isFirstRun, rememberFirstRun } from "./first-run.ts";

const start = Date.UTC(2026, 0, 5);

test("a workspace with other files sees BOOTSTRAP.md until a run is remembered, then never again", async () => {
  await using env = await diskEnv({ "AGENTS.md": "rules", "BOOTSTRAP.md": "Say hello." });
  expect(await buildSystemPrompt({ env })).toContain("Say hello.");
  expect(await buildSystemPrompt({ env })).toContain("Say hello.");
  expect(await rememberFirstRun(env, start)).toEqual({ ok: true, value: undefined });
  const later = await buildSystemPrompt({ env });
  expect(later).not.toContain("BOOTSTRAP");
  expect(later).not.toContain("Say hello.");
});

test("what was remembered first stays, also when two processes remember", async () => {
  await using env = await diskEnv({ "BOOTSTRAP.md": "Say hello." });
  await rememberFirstRun(env, start);
  await rememberFirstRun(env, start + 1000);
  const state = await env.readFile(".argent/workspace-state.json");
  expect(state.ok && String(state.value)).toBe('{"bootstrapSeenAt":"2026-01-05T00:00:00.000Z"}\n');
});

test("a file that the agent removed is no first run, and does not become one by coming back", async () => {
  await using env = await diskEnv({ "BOOTSTRAP.md": "Say hello." });
  expect(await isFirstRun(env)).toBe(true);
  await env.remove("BOOTSTRAP.md");
  expect(await isFirstRun(env)).toBe(false);
  await rememberFirstRun(env, start);
  await env.writeFile("BOOTSTRAP.md", "Say hello.");
  expect(await isFirstRun(env)).toBe(false);
});

test("remembers elsewhere when the workspace is not for writing, and a torn memory is one", async () => {
  await using env = await diskEnv({ "w/BOOTSTRAP.md": "Say hello." });
  const options = { workspaceDir: `${env.cwd}/w`, stateFile: `${env.cwd}/state/w.json` };
  expect(await isFirstRun(env, options)).toBe(true);
  await env.writeFile("state/w.json", '{"boot');
  expect(await isFirstRun(env, options)).toBe(false);
});
