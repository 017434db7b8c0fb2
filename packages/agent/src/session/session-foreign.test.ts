import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { user } from "../testing/messages.ts";
import { SessionChanged } from "./session-error.ts";
import { ArgentSessionManager } from "./session-manager.ts";

/** Appends, and again when somebody else was faster. */
async function persist(session: ArgentSessionManager, text: string): Promise<string> {
  for (;;) {
    try {
      return await session.appendMessage(user(text));
    } catch (cause) {
      if (!(cause instanceof SessionChanged)) throw cause;
    }
  }
}

test("two writers of one file, one of whom knows no lease, lose nothing of each other", async () => {
  const folder = await mkdtemp(join(tmpdir(), "argent-session-"));
  const path = join(folder, "session.jsonl");
  const session = await ArgentSessionManager.create("/p", { path });
  const root = await session.appendMessage(user("root"));
  const rounds = Array.from({ length: 150 }, (_, round) => round);

  const ours = (async () => {
    const ids: string[] = [];
    for (const round of rounds) ids.push(await persist(session, `${round}`));
    return ids;
  })();
  const theirs = (async () => {
    const ids: string[] = [];
    for (const round of rounds) {
      const id = `f${round}`;
      const place = { type: "message", id, parentId: ids.at(-1) ?? root, timestamp: "" };
      await appendFile(path, `${JSON.stringify({ ...place, message: user(id) })}\n`);
      ids.push(id);
    }
    return ids;
  })();

  const [mine, foreign] = await Promise.all([ours, theirs]);
  const last = await persist(session, "last");
  const everything = [root, ...mine, ...foreign, last].toSorted();
  expect(
    session
      .getEntries()
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(everything);
  expect(session.getBranch().map(({ id }) => id)).toEqual([root, ...mine, last]);
  expect(session.getBranch(foreign.at(-1)).map(({ id }) => id)).toEqual([root, ...foreign]);
  await session.close();

  const again = await ArgentSessionManager.open(path);
  expect(again.warnings).toEqual([]);
  expect(
    again
      .getEntries()
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(everything);
  expect(again.getLeafId()).toBe(last);
  await again.close();
  expect((await readFile(path, "utf8")).trim().split("\n")).toHaveLength(everything.length + 1);
  await rm(folder, { recursive: true });
});
