import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createArgentRuntime, fileSessionStore } from "@argent/agent";
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
  getEntries(): { type: string }[];
  appendMessage(message: object): string;
}

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argent-pi-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe.runIf(existsSync(piEntry))("a session file of ours and the real Pi 0.73.1", () => {
  async function openWithPi(path: string): Promise<PiSessionManager> {
    const pi: { SessionManager: { open(path: string): PiSessionManager } } = await import(
      pathToFileURL(piEntry).href
    );
    return pi.SessionManager.open(path);
  }

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

/** Results of one batch are stored as their tools finish, and only our context puts them in the order of the calls. */
function byTime(
  a: { timestamp: number; toolCallId?: string },
  b: { timestamp: number; toolCallId?: string },
): number {
  return a.timestamp - b.timestamp || (a.toolCallId ?? "").localeCompare(b.toolCallId ?? "");
}
