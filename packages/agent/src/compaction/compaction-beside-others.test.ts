import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scripted, testModel } from "@argent/ai/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { AgentEventBody } from "../event.ts";
import { SessionChanged } from "../session/session-error.ts";
import { ArgentSessionManager } from "../session/session-manager.ts";
import { summariseBranch } from "./branch-summary.ts";
import { compact } from "./compact.ts";
import { answer, call, result, userMessage } from "./test-session.ts";

let folder: string;
let path: string;
let session: ArgentSessionManager;
let events: AgentEventBody[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argent-compaction-"));
  path = join(folder, "session.jsonl");
  session = await ArgentSessionManager.create("/project", { path });
  events = [];
});

afterEach(async () => {
  await session.close();
  await rm(folder, { recursive: true });
});

/** A request for a summary, during which somebody who knows no lease appends. */
function request() {
  const provider = scripted([{ text: "A lot was said." }]);
  return {
    session,
    model: testModel({ contextWindow: 20_000 }),
    emit: (event: AgentEventBody) => void events.push(event),
    async *stream(...given: Parameters<typeof provider.stream>) {
      const place = { type: "message", id: "theirs", parentId: null, timestamp: "" };
      await appendFile(path, `${JSON.stringify({ ...place, message: userMessage("theirs") })}\n`);
      yield* provider.stream(...given);
    },
  };
}

function warnings(): unknown[] {
  return events.flatMap((event) => (event.type === "warning" ? [event.cause] : []));
}

test("a compaction during which others append stands beside what they wrote, and tells", async () => {
  for (let index = 0; index < 6; index++) {
    await session.appendMessage(userMessage("y".repeat(4_000)));
  }
  await session.appendMessage(answer([call("1", "bash", { command: "cat log" })]));
  await session.appendMessage(result("1", "bash", "x".repeat(400_000)));
  const outcome = await compact({ ...request(), reason: "threshold" });
  expect(outcome).toMatchObject({ type: "compacted", steps: ["summarise", "trim"] });
  expect(warnings()).toEqual([expect.any(SessionChanged)]);
  const added = session.getEntries().slice(8);
  expect(added.map(({ type }) => type)).toEqual(["message", "compaction", "context_edit"]);
  expect(session.getBranch()).not.toContainEqual(expect.objectContaining({ id: "theirs" }));
  expect(session.buildSessionContext().messages[0]).toMatchObject({ role: "compactionSummary" });
});

test("so does the summary of a branch that is left", async () => {
  const root = await session.appendMessage(userMessage("Fix the bug."));
  await session.appendMessage(userMessage("Try the parser first."));
  const outcome = await summariseBranch({ ...request(), targetId: root });
  expect(outcome).toMatchObject({ type: "summarised", entryId: session.getLeafId() });
  expect(warnings()).toEqual([expect.any(SessionChanged)]);
  expect(session.getEntry("theirs")).toBeDefined();
});
