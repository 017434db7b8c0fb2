import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempDisposableSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeExecutionEnv } from "@argent/agent/env";
import { afterAll, describe, expect, test } from "vitest";
import { localEnv } from "./local-env.ts";

const base = mkdtempSync(join(tmpdir(), "argent-test-"));
afterAll(() => rmSync(base, { recursive: true }));

describeExecutionEnv("localEnv", () => localEnv({ cwd: mkdtempSync(join(base, "env-")) }), {
  describe,
  test,
});
describeExecutionEnv(
  "localEnv with roots and sh",
  () => {
    const cwd = mkdtempSync(join(base, "env-"));
    return localEnv({ cwd, roots: [cwd], shell: "/bin/sh" });
  },
  { describe, test },
);

test("more than a gigabyte is refused at once, and read in ranges", async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "argent-test-"));
  const env = localEnv({ cwd: folder.path });
  const path = join(folder.path, "sparse");
  writeFileSync(path, "");
  truncateSync(path, 9 * 1024 ** 3);
  for (const range of [undefined, { start: 1024 }, { end: 3 * 1024 ** 3 }]) {
    expect(await env.readFile(path, { range })).toMatchObject({
      ok: false,
      error: { code: "invalid", path, message: expect.stringContaining("Read a range") },
    });
  }
  const end = await env.readFile(path, { range: { start: 9 * 1024 ** 3 - 3, end: 9 * 1024 ** 3 } });
  expect(end).toEqual({ ok: true, value: Buffer.alloc(3) });
  await env.close();
});

/** A root with links that lead out of it, and what must not be reached. */
function workspace() {
  const folder = mkdtempDisposableSync(join(tmpdir(), "argent-test-"));
  const root = join(folder.path, "root");
  const outside = join(folder.path, "outside");
  mkdirSync(root);
  mkdirSync(outside);
  writeFileSync(join(outside, "secret"), "secret");
  symlinkSync(outside, join(root, "way-out"));
  symlinkSync(join(outside, "secret"), join(root, "linked-secret"));
  return {
    root,
    outside,
    env: localEnv({ cwd: root, roots: [root] }),
    [Symbol.dispose]: () => folder.remove(),
  };
}

test("a refusal names the roots, and not the folders in them", async () => {
  using place = workspace();
  const { root } = place;
  const env = localEnv({ cwd: root, roots: [root], env: { TMPDIR: root } });
  const made = await env.temporaryFile("x");
  if (made.ok) await made.value.close();
  const message = `/etc/passwd must not be reached. Use a path below ${root}.`;
  expect(await env.readFile("/etc/passwd")).toMatchObject({ ok: false, error: { message } });
  await env.close();
});

test("keeps every file method inside the roots, whatever links say", async () => {
  using place = workspace();
  const { env, outside } = place;
  for (const path of [
    "../outside/secret",
    join(outside, "secret"),
    "linked-secret",
    "way-out/secret",
  ]) {
    const results = [
      await env.readFile(path),
      await env.stat(path),
      await env.writeFile(path, "overwritten"),
    ];
    for await (const chunk of env.readChunks(path)) results.push(chunk);
    for (const result of results) {
      expect(result).toMatchObject({ ok: false, error: { code: "permission_denied" } });
    }
  }
  for (const path of ["way-out", "../outside"]) {
    const denied = { ok: false, error: { code: "permission_denied" } };
    expect(await env.list(path)).toMatchObject(denied);
    expect(await env.makeDirectory(`${path}/new`)).toMatchObject(denied);
    expect(await env.writeFile(`${path}/new/file`, "x")).toMatchObject(denied);
    expect(await env.remove(`${path}/secret`)).toMatchObject(denied);
    expect(await env.exec("true", { cwd: path })).toMatchObject(denied);
  }
  expect(readdirSync(outside)).toEqual(["secret"]);
  expect(readFileSync(join(outside, "secret"), "utf8")).toBe("secret");
});

test("keeps away from hidden paths, but not from a root below them", async () => {
  using place = workspace();
  const { root, outside } = place;
  mkdirSync(join(root, ".keys"));
  symlinkSync(join(root, ".keys"), join(root, "alias"));
  const everywhere = localEnv({ cwd: root, hidden: [join(root, ".keys"), outside] });
  for (const path of [".keys", ".keys/id", "alias/id", "linked-secret", "../outside/secret"]) {
    const written = await everywhere.writeFile(path, "x");
    expect(written).toMatchObject({ ok: false, error: { code: "permission_denied" } });
  }
  expect(await everywhere.writeFile(".keysmith", "x")).toMatchObject({ ok: true });
  const inside = localEnv({ cwd: root, roots: [root], hidden: [place.root.replace(/root$/, "")] });
  expect(await inside.writeFile("file", "x")).toMatchObject({ ok: true });
});

test("a folder that is swapped for a link while it is used never leads outside", async () => {
  using place = workspace();
  const { env, root, outside } = place;
  mkdirSync(join(root, "real"));
  writeFileSync(join(root, "real/secret"), "harmless");
  const swap = (name: string) => {
    renameSync(join(root, "spot"), join(root, name === "real" ? "way-out-2" : "real"));
    renameSync(join(root, name), join(root, "spot"));
  };
  symlinkSync(outside, join(root, "way-out-2"));
  renameSync(join(root, "real"), join(root, "spot"));
  for (let round = 0; round < 300; round += 1) {
    const using = [env.readFile("spot/secret"), env.writeFile("spot/new", "x")] as const;
    for (let turn = 0; turn < round % 7; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    swap("way-out-2");
    const [read] = await Promise.all(using);
    expect(read.ok ? Buffer.from(read.value).toString() : "refused").toMatch(/harmless|refused/);
    swap("real");
  }
  expect(readdirSync(outside)).toEqual(["secret"]);
});

test("an abort during a write leaves the old content and nothing else", async () => {
  using place = workspace();
  await place.env.writeFile("file", "old");
  const controller = new AbortController();
  const writing = place.env.writeFile("file", "new", { signal: controller.signal });
  controller.abort();
  expect(await writing).toMatchObject({ ok: false, error: { code: "aborted" } });
  expect(readFileSync(join(place.root, "file"), "utf8")).toBe("old");
  expect(readdirSync(place.root).sort()).toEqual(["file", "linked-secret", "way-out"]);
});

test("removes a link itself, not what it leads to", async () => {
  using place = workspace();
  expect(await place.env.remove("way-out", { recursive: true })).toMatchObject({ ok: true });
  expect(readdirSync(place.root)).toEqual(["linked-secret"]);
  expect(readdirSync(place.outside)).toEqual(["secret"]);
});

test("follows links that stay inside, and writes to their target", async () => {
  using place = workspace();
  const { env, root } = place;
  mkdirSync(join(root, "real"));
  writeFileSync(join(root, "real/file"), "old");
  symlinkSync("real", join(root, "folder"));
  symlinkSync("real/file", join(root, "link"));
  expect(await env.writeFile("link", "new")).toMatchObject({ ok: true });
  expect(await env.writeFile("folder/other", "other")).toMatchObject({ ok: true });
  expect(readFileSync(join(root, "real/file"), "utf8")).toBe("new");
  expect(readFileSync(join(root, "real/other"), "utf8")).toBe("other");
  expect(await env.stat("link")).toMatchObject({ value: { realPath: join(root, "real/file") } });
});

test("accepts a root that is a link, under both its names", async () => {
  using place = workspace();
  const alias = join(place.outside, "alias");
  symlinkSync(place.root, alias);
  const env = localEnv({ cwd: alias, roots: [alias] });
  expect(await env.writeFile("file", "x")).toMatchObject({ ok: true });
  expect(await env.readFile(join(place.root, "file"))).toMatchObject({ ok: true });
});

test("does not write through a link to something missing", async () => {
  using place = workspace();
  symlinkSync("nowhere", join(place.root, "dangling"));
  expect(await place.env.writeFile("dangling", "x")).toMatchObject({
    ok: false,
    error: { code: "not_found" },
  });
});

test("keeps the mode of a file and leaves its other hard links alone", async () => {
  using place = workspace();
  const path = join(place.root, "script");
  writeFileSync(path, "old");
  chmodSync(path, 0o4751);
  linkSync(path, join(place.outside, "hard-link"));
  expect(await place.env.writeFile("script", "new")).toMatchObject({ ok: true });
  expect(statSync(path).mode & 0o7777).toBe(0o4751);
  expect(readFileSync(join(place.outside, "hard-link"), "utf8")).toBe("old");
});

test("gives new files the mode that other programs give them", async () => {
  using place = workspace();
  writeFileSync(join(place.root, "theirs"), "");
  await place.env.writeFile("ours", "");
  expect(statSync(join(place.root, "ours")).mode).toBe(statSync(join(place.root, "theirs")).mode);
});

test("refuses FIFOs and devices instead of waiting for them", async () => {
  using place = workspace();
  const { env } = place;
  await env.exec("mkfifo fifo");
  const open = localEnv({ cwd: place.root });
  for (const [reader, path] of [
    [env, "fifo"],
    [open, "/dev/zero"],
  ] as const) {
    const refused = { ok: false, error: { code: "invalid" } };
    expect(await reader.readFile(path)).toMatchObject(refused);
    expect(await reader.writeFile(path, "x")).toMatchObject(refused);
  }
  expect(await env.stat("fifo")).toMatchObject({ value: { kind: "other" } });
});

test("readers see the old or the new content, never a part", async () => {
  using place = workspace();
  const { env, root } = place;
  const versions = ["a", "b"].map((letter) => letter.repeat(300_000));
  await env.writeFile("file", versions[0] ?? "");
  let isWriting = true;
  const writing = (async () => {
    for (let round = 0; round < 30; round += 1)
      await env.writeFile("file", versions[round % 2] ?? "");
    isWriting = false;
  })();
  while (isWriting) {
    const read = await env.readFile("file");
    expect(read.ok && versions.includes(new TextDecoder().decode(read.value))).toBe(true);
  }
  await writing;
  expect(readdirSync(root).sort()).toEqual(["file", "linked-secret", "way-out"]);
});

test("reads files that have no size, such as those of /proc", async () => {
  using place = workspace();
  const env = localEnv({ cwd: place.root });
  const read = await env.readFile("/proc/self/status");
  expect(read.ok && new TextDecoder().decode(read.value)).toContain("Name:");
});

test("expands the home folder it was given, and none otherwise", async () => {
  using place = workspace();
  const home = localEnv({ cwd: place.root, env: { HOME: place.outside } });
  expect(home.resolve("~/secret")).toMatchObject({ value: join(place.outside, "secret") });
  expect(place.env.resolve("~/secret")).toMatchObject({ value: join(place.root, "~/secret") });
});

test("wants an absolute working folder inside its roots", () => {
  expect(() => localEnv({ cwd: "/usr", roots: ["/etc"] })).toThrow(
    expect.objectContaining({ code: "permission_denied" }),
  );
  expect(() => localEnv({ cwd: "relative" })).toThrow(expect.objectContaining({ code: "invalid" }));
});

test("puts temporary files where TMPDIR says, for its own eyes, and removes them", async () => {
  using place = workspace();
  const env = localEnv({ cwd: place.root, roots: [place.root], env: { TMPDIR: place.outside } });
  const file = await env.temporaryFile("../odd name");
  expect(file.ok && file.value.path.startsWith(`${place.outside}/`)).toBe(true);
  if (file.ok) expect(statSync(file.value.path).mode & 0o777).toBe(0o600);
  await env.close();
  expect(readdirSync(place.outside)).toEqual(["secret"]);
});
