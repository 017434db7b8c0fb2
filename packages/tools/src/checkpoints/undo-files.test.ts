import { spawnSync } from "node:child_process";
import {
  mkdtempDisposableSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ExecutionEnv, failed } from "@argent/agent/env";
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkpointed } from "../../test/checkpointed.ts";
import { localEnv } from "../env/local-env.ts";
import { memoryEnv } from "../env/memory-env.ts";
import { memoryBlobStore } from "./blob-store.ts";
import { checkpointType } from "./checkpoint.ts";
import { fileBlobStore } from "./file-blob-store.ts";

async function contents(env: ExecutionEnv, ...paths: string[]): Promise<(string | undefined)[]> {
  const reads = await Promise.all(paths.map((path) => env.readFile(path)));
  return reads.map((read) => (read.ok ? Buffer.from(read.value).toString() : undefined));
}

test("an undo brings back the files of the turn, and can be undone itself", async () => {
  const env = memoryEnv({ a: "one", b: "two" });
  const { say, write, edit, undo, session } = checkpointed(env);
  await say("first");
  await edit("a", "one", "1");
  await say("second");
  await edit("a", "1", "2");
  await edit("a", "2", "3");
  await write("b", "changed");
  await write("new/file", "new");
  const end = session.getLeafId();

  expect(await undo()).toEqual([
    { path: "/workspace/a", outcome: "restored" },
    { path: "/workspace/b", outcome: "restored" },
    { path: "/workspace/new/file", outcome: "removed" },
  ]);
  expect(await contents(env, "a", "b", "new/file")).toEqual(["1", "two", undefined]);
  expect(new Set((await undo()).map(({ outcome }) => outcome))).toEqual(new Set(["unchanged"]));
  await undo({ since: end });
  expect(await contents(env, "a", "b", "new/file")).toEqual(["3", "changed", "new"]);
  await undo({ since: null });
  expect(await contents(env, "a", "b", "new/file")).toEqual(["one", "two", undefined]);
});

test("an undo of a branch leaves the changes of other branches alone", async () => {
  const env = memoryEnv({ a: "0", b: "0" });
  const { say, write, undo, session } = checkpointed(env);
  const fork = await say("first");
  await write("b", "other branch");
  await session.branch(fork);
  await write("a", "this branch");
  expect(await undo({ since: fork })).toEqual([{ path: "/workspace/a", outcome: "restored" }]);
  expect(await contents(env, "a", "b")).toEqual(["0", "other branch"]);
  await expect(undo({ since: "elsewhere" })).rejects.toMatchObject({ code: "not_found" });
});

test("what somebody else changed since is left alone, unless it is forced, and then it is kept", async () => {
  const env = memoryEnv({ a: "old", b: "old" });
  const { say, write, undo, session } = checkpointed(env);
  await say("go");
  await write("a", "ours");
  await write("b", "ours");
  await env.writeFile("a", "theirs");
  await env.remove("b");
  expect(await undo()).toEqual([
    { path: "/workspace/a", outcome: "changed" },
    { path: "/workspace/b", outcome: "changed" },
  ]);
  expect(await contents(env, "a", "b")).toEqual(["theirs", undefined]);
  const before = session.getLeafId();
  await undo({ force: true });
  expect(await contents(env, "a", "b")).toEqual(["old", "old"]);
  await undo({ since: before });
  expect(await contents(env, "a", "b")).toEqual(["theirs", undefined]);
});

test("says which files cannot be brought back", async () => {
  const inner = memoryEnv({ large: "x".repeat(200), gone: "small", stuck: "small" });
  let isStuck = false;
  const env: ExecutionEnv = {
    ...inner,
    async writeFile(path, data, options) {
      if (!isStuck || !path.endsWith("stuck")) return inner.writeFile(path, data, options);
      return failed({ code: "permission_denied", message: "It is stuck." });
    },
  };
  const blobs = memoryBlobStore();
  const { say, write, undo } = checkpointed(env, { blobs, maximumFileBytes: 100 });
  await say("go");
  for (const name of ["large", "gone", "stuck"]) await write(name, "new");
  isStuck = true;
  const get: typeof blobs.get = async (hash) => {
    const content = await blobs.get(hash);
    return content?.length === 5 && !isStuck ? undefined : content;
  };
  expect(await undo({ blobs: { ...blobs, get } })).toEqual([
    { path: "/workspace/large", outcome: "lost" },
    { path: "/workspace/gone", outcome: "restored" },
    { path: "/workspace/stuck", outcome: "failed", reason: "It is stuck." },
  ]);
  isStuck = false;
  const lost = await undo({ blobs: { ...blobs, get } });
  expect(lost.map(({ outcome }) => outcome)).toEqual(["lost", "unchanged", "lost"]);
});

test("a change is written down before it happens, and does not happen when that fails", async () => {
  const env = memoryEnv({ a: "old" });
  const { say, write, undo, session } = checkpointed({
    ...env,
    writeFile: async () => failed({ code: "no_space", message: "The disk is full." }),
  });
  await say("go");
  await expect(write("a", "new")).rejects.toMatchObject({ code: "no_space" });
  expect(session.getLeafEntry()).toMatchObject({
    customType: checkpointType,
    data: { path: "/workspace/a", before: { bytes: 3 }, after: { bytes: 3 }, toolCallId: "call" },
  });
  expect(await undo()).toEqual([{ path: "/workspace/a", outcome: "unchanged" }]);

  const put = async () => {
    throw new Error("disk full");
  };
  const broken = checkpointed(env, { blobs: { ...memoryBlobStore(), put } });
  await expect(broken.write("a", "new")).rejects.toThrow("could not be kept: disk full");
  expect(await contents(env, "a")).toEqual(["old"]);
});

test("one file is one file, under whatever name it was written", async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "argent-test-"));
  const env = localEnv({ cwd: folder.path, roots: [folder.path] });
  await env.makeDirectory("real");
  symlinkSync("real", join(folder.path, "link"));
  const { say, write, edit, undo } = checkpointed(env);
  await say("go");
  await write("link/file", "a");
  await edit("real/file", "a", "b");
  await edit("link/file", "b", "c");
  expect(await undo()).toEqual([{ path: join(folder.path, "real/file"), outcome: "removed" }]);
});

test("works beside git without touching its index, and restores bytes that are not text", async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "argent-test-"));
  const at = (name: string) => join(folder.path, name);
  const git = (...args: string[]) => spawnSync("git", args, { cwd: folder.path });
  const binary = Buffer.from([0xff, 0, 0xfe, 10, 13]);
  writeFileSync(at("binary"), binary);
  writeFileSync(at("text"), "staged\r\n");
  git("init");
  git("add", ".");
  const index = readFileSync(at(".git/index"));
  const env = localEnv({ cwd: folder.path });
  const blobs = fileBlobStore(at("blobs"));
  const { say, write, undo } = checkpointed(env, { blobs });
  await say("go");
  await write("binary", "text now");
  await write("text", "other");
  unlinkSync(at("text"));
  expect(await undo({ force: true })).toMatchObject([
    { outcome: "restored" },
    { outcome: "restored" },
  ]);
  expect(readFileSync(at("binary")).equals(binary)).toBe(true);
  expect(readFileSync(at("text"), "utf8")).toBe("staged\r\n");
  expect(readFileSync(at(".git/index")).equals(index)).toBe(true);
});

test("going back to any entry gives the files that there were then", async () => {
  const name = fc.constantFrom("a", "b", "folder/c");
  const step = fc.record({
    name,
    content: fc.constantFrom("", "x", "y\n", "\u00e9"),
    says: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 12 }),
      fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
      async (steps, targets) => {
        const env = memoryEnv({ a: "from the start" });
        const { say, write, undo, session } = checkpointed(env);
        const names = ["a", "b", "folder/c"];
        const history: { id: string | null; files: (string | undefined)[] }[] = [
          { id: null, files: await contents(env, ...names) },
        ];
        for (const { name, content, says } of steps) {
          if (says) await say("next");
          await write(name, content);
          history.push({ id: session.getLeafId(), files: await contents(env, ...names) });
        }
        for (const target of targets) {
          const { id, files } = history[target % history.length] ?? { id: null, files: [] };
          await undo({ since: id });
          expect(await contents(env, ...names)).toEqual(files);
          history.push({ id: session.getLeafId(), files });
        }
      },
    ),
  );
});
