import { getEventListeners } from "node:events";
import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { ArgentSessionManager } from "@argent/agent";
import fc from "fast-check";
import { expect, test } from "vitest";
import { makePlace } from "../../test/vargos/place.ts";
import { createVargosSessions } from "./vargos-sessions.ts";

async function start(env: Record<string, string> = {}) {
  const place = await makePlace();
  const surroundings = { env: { VARGOS_WORKSPACE: place.home, ...env }, home: () => place.home };
  return { ...place, sessions: createVargosSessions(surroundings) };
}

type Started = Awaited<ReturnType<typeof start>>;

/** What a run of the session would see. */
async function read({ sessions, home }: Started, sessionKey: string, sessionFile?: string) {
  const session = await sessions.open({ sessionKey, sessionFile, cwd: home });
  const { messages } = session.buildSessionContext();
  const path = session.getSessionFile() ?? "";
  await session.close();
  return { path, texts: messages.map((message) => "content" in message && message.content) };
}

test.each([
  ["cli:main", "cli-main.jsonl"],
  ["cli-run:17", "cli-run-17.jsonl"],
  ["agent:main:whatsapp:dm:+123456", "agent-main-whatsapp-dm-+123456.jsonl"],
  ["agent:main:whatsapp:group:1-2@g.us", "agent-main-whatsapp-group-1-2@g.us.jsonl"],
])("the session of %s is %s, as the page names it", async (sessionKey, file) => {
  await using started = await start();
  await started.sessions.addMessage({ sessionKey, content: "Hi", role: "user" });
  expect(await started.filesIn()).toEqual([file]);
});

test("keys with one file name have a session each, also after a restart", async () => {
  await using started = await start();
  const keys = ["a:b", "a-b", "a:b:", "a-b-", "a/b", "A:b"];
  for (const sessionKey of keys) {
    await started.sessions.addMessage({ sessionKey, content: sessionKey, role: "user" });
  }
  expect(await started.filesIn()).toHaveLength(keys.length);
  const restarted = {
    ...started,
    sessions: createVargosSessions({ env: {}, home: () => started.home }),
  };
  for (const sessionKey of keys.toReversed()) {
    const written = `~/.vargos/sessions/${sessionKey.replace(/:/g, "-")}.jsonl`;
    const { path, texts } = await read(restarted, sessionKey, written);
    expect(texts).toEqual([sessionKey]);
    const request = { sessionKey, sessionFile: written, cwd: started.home };
    const held = await restarted.sessions.open(request);
    const readOnly = await restarted.sessions.read?.(request);
    expect(readOnly?.getSessionFile()).toBe(path);
    await Promise.all([held.close(), readOnly?.close()]);
  }
});

test("whatever the key, its session lies in the folder, and adding and running agree on it", async () => {
  await using started = await start();
  const part = fc.oneof(fc.constantFrom("..", "/", "~", ":", "-", "\\", "\0", "%2d"), fc.string());
  const anyKey = fc.array(part, { minLength: 1 }).map((parts) => parts.join(""));
  await fc.assert(
    fc.asyncProperty(anyKey, async (sessionKey) => {
      await started.sessions.addMessage({ sessionKey, content: sessionKey, role: "user" });
      const { path, texts } = await read(started, sessionKey);
      expect(dirname(path)).toBe(started.folder);
      expect(texts.at(-1)).toBe(sessionKey);
      expect(new Set(texts)).toEqual(new Set([sessionKey]));
    }),
    { numRuns: 50 },
  );
});

test("VARGOS_SESSIONS_DIR moves the standard place, and no other file", async () => {
  await using started = await start({ VARGOS_SESSIONS_DIR: "~/moved" });
  const place = { sessionKey: "cli:main", content: "Hi", role: "user" as const };
  await started.sessions.addMessage(place);
  expect(await started.filesIn(join(started.home, "moved"))).toEqual(["cli-main.jsonl"]);
  const standard = await read(started, "cli:main", "~/.vargos/sessions/cli-main.jsonl");
  expect(standard.texts).toEqual(["Hi"]);

  const sessionFile = "~/.vargos/sessions/other.jsonl";
  await started.sessions.addMessage({ ...place, sessionFile });
  expect(await started.filesIn()).toEqual(["other.jsonl"]);
  expect((await read(started, "cli:main", sessionFile)).texts).toEqual(["Hi"]);
});

test("whoever opens a file has it alone, also under two keys", async () => {
  await using started = await start();
  const sessionFile = join(started.home, "one.jsonl");
  const order: string[] = [];
  const use = async (sessionKey: string) => {
    const session = await started.sessions.open({ sessionKey, sessionFile, cwd: started.home });
    order.push(`${sessionKey} opens`);
    await session.appendMessage({ role: "user", content: sessionKey, timestamp: 0 });
    order.push(`${sessionKey} closes`);
    await session.close();
  };
  await Promise.all([use("a"), use("b"), use("c")]);
  expect(order).toEqual(["a", "b", "c"].flatMap((key) => [`${key} opens`, `${key} closes`]));
});

test("while another process writes a session, a run is refused and a message waits", async () => {
  await using started = await start();
  const path = join(started.folder, "cli-main.jsonl");
  const other = await ArgentSessionManager.open(path);
  await other.appendMessage({ role: "user", content: "first", timestamp: 0 });
  await expect(
    started.sessions.open({ sessionKey: "cli:main", cwd: started.home }),
  ).rejects.toMatchObject({ code: "lease_held" });

  const leaving = new AbortController();
  const added = started.sessions.addMessage({
    sessionKey: "cli:main",
    content: "second",
    role: "user",
    signal: leaving.signal,
  });
  const reason = new Error("enough");
  while (getEventListeners(leaving.signal, "abort").length === 0) await setImmediate();
  leaving.abort(reason);
  await expect(added).rejects.toBe(reason);
  await other.close();
  expect((await read(started, "cli:main")).texts).toEqual(["first"]);
});

test("a session that cannot be opened harms no later one", async () => {
  await using started = await start();
  const message = { sessionKey: "cli:main", content: "Hi", role: "user" as const };
  const sessionFile = started.home; // a folder
  await expect(started.sessions.addMessage({ ...message, sessionFile })).rejects.toThrow();
  await expect(
    started.sessions.open({ sessionKey: "cli:main", sessionFile, cwd: started.home }),
  ).rejects.toThrow();
  await started.sessions.addMessage(message);
  expect((await read(started, "cli:main")).texts).toEqual(["Hi"]);
});
