import { existsSync } from "node:fs";
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  Agent,
  ArgentSessionManager,
  createArgentRuntime,
  fileSessionStore,
  SessionChanged,
} from "@argent/agent";
import { scripted, testModel } from "@argent/ai/testing";
import { createCodingTools, localEnv } from "@argent/tools";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const peers = join(import.meta.dirname, "..", "peers", "node_modules");
const piEntry = join(peers, "@mariozechner", "pi-coding-agent", "dist", "index.js");

test("the real Pi packages are there where they must be", () => {
  // Users of the README's commands never download them; .ci/run does, and says so.
  if (process.env.ARGENT_REQUIRE_PEERS) expect(existsSync(piEntry)).toBe(true);
});

interface PiSessionManager {
  buildSessionContext(): { messages: unknown[]; model: unknown; thinkingLevel: string };
  getEntries(): { type: string; id: string }[];
  getBranch(): { type: string; id: string }[];
  appendMessage(message: object): string;
  branch(entryId: string): void;
}

async function openWithPi(path: string): Promise<PiSessionManager> {
  const pi: { SessionManager: { open(path: string): PiSessionManager } } = await import(
    pathToFileURL(piEntry).href
  );
  return pi.SessionManager.open(path);
}

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argent-pi-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe.runIf(existsSync(piEntry))("a session file of ours and the real Pi 0.73.1", () => {
  function runtimeWith(steps: Parameters<typeof scripted>[0]) {
    return createArgentRuntime({
      provider: scripted(steps),
      model: testModel(),
      env: () => localEnv({ cwd: folder, env: { PATH: process.env.PATH } }),
      tools: (env) => createCodingTools({ cwd: env.cwd, env }),
      sessions: fileSessionStore(folder),
    });
  }

  const messagesOf = async (path: string) => {
    const session = await fileSessionStore(folder).open({
      sessionKey: "s",
      sessionFile: path,
      cwd: folder,
    });
    const { messages } = session.buildSessionContext();
    await session.close();
    return messages;
  };

  test("it opens with the same messages, and goes on in turns on the same path", async () => {
    const runtime = runtimeWith([
      {
        thinking: "Two files.",
        toolCalls: [
          { id: "a", name: "write_file", arguments: { path: "a.txt", content: "A" } },
          { id: "b", name: "bash", arguments: { command: "echo hi" } },
        ],
      },
      { text: "Done. 🙂" },
      { text: "Still here." },
    ]);
    const first = await runtime.run({ sessionKey: "s", prompt: "Write a file." });
    const path = first.sessionFile ?? "";

    const pi = await openWithPi(path);
    const context = pi.buildSessionContext();
    const ours = await messagesOf(path);
    expect(JSON.parse(JSON.stringify(context.messages)).sort(byTime)).toEqual(
      JSON.parse(JSON.stringify(ours)).sort(byTime),
    );
    expect(context.model).toEqual({ provider: "scripted", modelId: "test-model" });

    // Pi adds a message, then we go on.
    pi.appendMessage({
      role: "user",
      content: [{ type: "text", text: "said to Pi" }],
      timestamp: 2,
    });
    const second = await runtime.run({ sessionKey: "s", prompt: "And now?" });
    expect(second).toMatchObject({ success: true, response: "Still here." });
    const all = JSON.stringify(await messagesOf(path));
    for (const text of ["Write a file.", "said to Pi", "And now?", "Still here."])
      expect(all).toContain(text);
    expect((await openWithPi(path)).buildSessionContext().messages).toHaveLength(ours.length + 3);
  });
});

const user = (text: string) => ({
  role: "user" as const,
  content: [{ type: "text" as const, text }],
  timestamp: 0,
});

/** Two exchanges in a file: a question `a`, an answer `b`, `c` and `d`. */
async function twoExchanges() {
  const path = join(folder, "session.jsonl");
  const session = await ArgentSessionManager.open(path);
  const answer = await scripted([{ text: "Yes." }]).complete({ model: testModel(), messages: [] });
  const a = await session.appendMessage(user("a"));
  const b = await session.appendMessage(answer);
  const c = await session.appendMessage(user("c"));
  const d = await session.appendMessage(answer);
  return { path, session, ids: { a, b, c, d } };
}

const idsOf = (entries: readonly { id: string }[]) => entries.map(({ id }) => id);
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe.runIf(existsSync(piEntry))("a session tree of ours and the real Pi 0.73.1", () => {
  test("what Pi appends between two of our appends is told first, and both branches stay", async () => {
    const { path, session, ids } = await twoExchanges();
    const pi = await openWithPi(path);
    const known = Object.values(ids);
    for (let round = 0; round < 3; round++) {
      const theirs = pi.appendMessage(user("said to Pi"));
      const refused = await session.appendMessage(user("said to us")).catch((cause) => cause);
      expect(refused).toBeInstanceOf(SessionChanged);
      expect(refused).toMatchObject({ reason: "appended", leafId: theirs });
      expect(idsOf(refused.entries)).toEqual([theirs]);
      known.push(theirs, await session.appendMessage(user("said to us")));
    }
    expect(session.getChildren(ids.d)).toHaveLength(2);
    expect(session.getBranch()).toHaveLength(4 + 3);
    await session.close();
    const ours = await ArgentSessionManager.open(path);
    expect(idsOf(ours.getEntries())).toEqual(known);
    expect(idsOf((await openWithPi(path)).getEntries())).toEqual(known);
    await ours.close();
  });

  test.each<["a" | "b" | "c" | null]>([["a"], ["b"], ["c"], [null]])(
    "a move to %s is where both find themselves, and where Pi goes on",
    async (name) => {
      const { path, session, ids } = await twoExchanges();
      const target = name && ids[name];
      await (target === null ? session.resetLeaf() : session.branch(target));
      await session.setLabel(ids.d, "left");
      const expected = { leaf: target, context: plain(session.buildSessionContext().messages) };
      await session.close();

      const pi = await openWithPi(path);
      expect(pi.buildSessionContext().messages).toEqual(expected.context);
      const ours = await ArgentSessionManager.open(path);
      expect(ours.getLeafId()).toBe(expected.leaf);
      expect(plain(ours.buildSessionContext().messages)).toEqual(expected.context);
      await ours.close();

      const next = pi.appendMessage(user("said to Pi"));
      const after = await ArgentSessionManager.open(path);
      expect(after.getLeafId()).toBe(next);
      expect(plain(after.buildSessionContext().messages)).toEqual(
        pi.buildSessionContext().messages,
      );
      await after.close();
    },
  );

  test("a move of Pi's counts from its next entry on", async () => {
    const { path, session, ids } = await twoExchanges();
    await session.close();
    const pi = await openWithPi(path);
    pi.branch(ids.b);
    const next = pi.appendMessage(user("said to Pi"));
    const ours = await ArgentSessionManager.open(path);
    expect(idsOf(ours.getBranch())).toEqual([ids.a, ids.b, next]);
    expect(plain(ours.buildSessionContext().messages)).toEqual(pi.buildSessionContext().messages);
    await ours.close();
  });
});

const sample = join(
  import.meta.dirname,
  "../../../../shared/fixtures/pi-sessions/large-session.v1.jsonl",
);

describe.runIf(existsSync(piEntry) && existsSync(sample))(
  "a long session of Pi's first version",
  () => {
    test("is listed, branched, compacted and copied, and Pi opens the copies with an equal context", async () => {
      const path = join(folder, "large.jsonl");
      await copyFile(sample, path);
      const original = await readFile(path);
      const [summary] = await ArgentSessionManager.listAll(folder);
      expect(summary).toMatchObject({ path, firstMessage: "/mode" });

      const session = await ArgentSessionManager.open(path);
      expect(session.getBranch()).toHaveLength(original.toString().trim().split("\n").length - 1);
      expect(await readFile(path)).toEqual(original);
      const before = plain(session.buildSessionContext());

      const copy = await ArgentSessionManager.forkFrom(path, folder, { sessionDir: folder });
      await copy.close();
      const copied = await openWithPi(copy.getSessionFile() ?? "");
      expect(plain(copied.buildSessionContext())).toEqual(before);
      expect(await readFile(path)).toEqual(original);

      const questions = session
        .getBranch()
        .filter((entry) => entry.type === "message" && entry.message.role === "user");
      const middle = questions[Math.floor(questions.length / 2)]?.id ?? "";
      const leaf = session.getLeafId() ?? "";
      await session.branch(middle);
      const branched = plain(session.buildSessionContext());
      expect(plain((await openWithPi(path)).buildSessionContext())).toEqual(branched);
      await session.branch(leaf);

      const provider = scripted([{ text: "So far." }]);
      const model = testModel({ contextWindow: 100_000 });
      const agent = new Agent({ provider, session, initialState: { model } });
      expect(await agent.compact()).toMatchObject({ type: "compacted" });
      const compacted = plain(session.buildSessionContext());
      expect(plain((await openWithPi(path)).buildSessionContext())).toEqual(compacted);
      const exported = await session.createBranchedSession(session.getLeafId() ?? "");
      await session.close();
      expect(plain((await openWithPi(exported ?? "")).buildSessionContext())).toEqual(compacted);
      expect(await readFile(`${path}.v1.bak`)).toEqual(original);
    });
  },
);

/** Results of one batch are stored as their tools finish, and only our context puts them in the order of the calls. */
function byTime(
  a: { timestamp: number; toolCallId?: string },
  b: { timestamp: number; toolCallId?: string },
): number {
  return a.timestamp - b.timestamp || (a.toolCallId ?? "").localeCompare(b.toolCallId ?? "");
}
