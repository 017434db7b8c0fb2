import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { diskEnv } from "../../test/disk-env.ts";
import { loadContextFiles } from "./load-context-files.ts";

test("reads the rules from the root down to the working folder, and no others", async () => {
  await using env = await diskEnv({
    "AGENTS.md": "above the root",
    "repo/AGENTS.md": "root",
    "repo/a/CLAUDE.md": "a",
    "repo/a/b/AGENTS.md": "b",
    "repo/a/b/CLAUDE.md": "not read: AGENTS.md is there",
    "repo/a/b/c/AGENTS.md": "below the working folder",
    "repo/other/AGENTS.md": "beside it",
  });
  const { files, problems } = await loadContextFiles(env, {
    root: "repo",
    workspaceDir: "repo/a/b",
  });
  expect(files).toEqual([
    { path: `${env.cwd}/repo/AGENTS.md`, content: "root" },
    { path: `${env.cwd}/repo/a/CLAUDE.md`, content: "a" },
    { path: `${env.cwd}/repo/a/b/AGENTS.md`, content: "b" },
  ]);
  expect(problems).toEqual([]);
});

test("without a root it reads the working folder; blank files are skipped", async () => {
  await using env = await diskEnv({ "AGENTS.md": " \r\n" });
  expect(await loadContextFiles(env)).toEqual({ files: [], problems: [] });
});

test("a working folder outside the root is reported, and nothing is read", async () => {
  await using env = await diskEnv({ "a/AGENTS.md": "a", "ab/AGENTS.md": "ab" });
  const { files, problems } = await loadContextFiles(env, { root: "a", workspaceDir: "ab" });
  expect(files).toEqual([]);
  expect(problems).toMatchObject([{ code: "outside_folder", path: `${env.cwd}/ab` }]);
});

test("a link out of the root is reported and not followed", async () => {
  await using env = await diskEnv({ secret: "password", "repo/CLAUDE.md": "rules" });
  await symlink(join(env.cwd, "secret"), join(env.cwd, "repo/AGENTS.md"));
  const { files, problems } = await loadContextFiles(env, { root: "repo", workspaceDir: "repo" });
  expect(files.map(({ content }) => content)).toEqual(["rules"]);
  expect(problems).toMatchObject([{ code: "outside_folder", path: `${env.cwd}/repo/AGENTS.md` }]);
});

test("takes other names", async () => {
  await using env = await diskEnv({ "RULES.md": "r", "AGENTS.md": "a" });
  const { files } = await loadContextFiles(env, { names: ["RULES.md"] });
  expect(files.map(({ content }) => content)).toEqual(["r"]);
});
