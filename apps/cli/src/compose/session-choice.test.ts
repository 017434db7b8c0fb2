import { mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ArgentSessionManager } from "@argent/agent";
import { expect, test } from "vitest";
import { sessionChoice } from "./session-choice.ts";

function place() {
  const folder = mkdtempDisposableSync(join(tmpdir(), "argent-choice-"));
  const sessionDir = join(folder.path, "sessions");
  const env = {
    VARGOS_SESSIONS_DIR: sessionDir,
    PI_CODING_AGENT_SESSION_DIR: join(folder.path, "pi"),
  };
  const [cwd, pi] = ["/work", env.PI_CODING_AGENT_SESSION_DIR];
  const make = async (dir = sessionDir, id?: string) => {
    const session = await ArgentSessionManager.create(cwd, { sessionDir: dir, id });
    await session.appendMessage({ role: "user", content: "Hi", timestamp: 0 });
    await session.close();
    return session.getSessionFile();
  };
  const remove = () => folder.remove();
  return { env, cwd, sessionDir, pi, make, [Symbol.dispose]: remove };
}

test("a name is the file that run uses for it, and a path is itself", async () => {
  using here = place();
  const { cwd, env, sessionDir } = here;
  expect(await sessionChoice({ session: "main" }, cwd, env)).toEqual({
    type: "file",
    path: join(sessionDir, "cli-main.jsonl"),
  });
  expect(await sessionChoice({ session: "a/b.jsonl" }, cwd, env)).toEqual({
    type: "file",
    path: resolve("a/b.jsonl"),
  });
});

test("an id that cannot be part of a file's name begins nothing", async () => {
  using here = place();
  for (const sessionId of ["../out", "a b", ""]) {
    await expect(sessionChoice({ sessionId }, here.cwd, here.env)).rejects.toThrow(/--session-id/);
  }
});

test("where nothing can be kept nothing is begun, and it says what to do", async () => {
  using here = place();
  const file = join(here.sessionDir, "..", "file");
  writeFileSync(file, "");
  const env = { ...here.env, VARGOS_SESSIONS_DIR: join(file, "sessions") };
  const refused =
    /^No session can be kept in \S+\/file\/sessions: \S+\/file is a file\. .*--no-session\.$/;
  await expect(sessionChoice({}, here.cwd, env)).rejects.toThrow(refused);
  await expect(sessionChoice({ session: "main" }, here.cwd, env)).rejects.toThrow(refused);
  expect(await sessionChoice({ session: false }, here.cwd, env)).toEqual({ type: "memory" });
});

test("without flags it is a new one, and with --no-session none that lasts", async () => {
  using here = place();
  expect(await sessionChoice({}, here.cwd, here.env)).toEqual({ type: "new" });
  expect(await sessionChoice({ session: false }, here.cwd, here.env)).toEqual({ type: "memory" });
});

test("--continue goes on in the latest of the folder, or begins one", async () => {
  using here = place();
  expect(await sessionChoice({ continue: true }, here.cwd, here.env)).toEqual({ type: "new" });
  const path = await here.make();
  expect(await sessionChoice({ continue: true }, here.cwd, here.env)).toEqual({
    type: "file",
    path,
  });
  expect(await sessionChoice({ continue: true }, "/other", here.env)).toEqual({ type: "new" });
});

test("--session-id finds the session wherever it lies, also Pi's, or begins one with that id", async () => {
  using here = place();
  expect(await sessionChoice({ sessionId: "host-1" }, here.cwd, here.env)).toEqual({
    type: "new",
    id: "host-1",
  });
  const path = await here.make(here.pi, "host-1");
  expect(await sessionChoice({ sessionId: "host-1" }, here.cwd, here.env)).toEqual({
    type: "file",
    path,
  });
});
