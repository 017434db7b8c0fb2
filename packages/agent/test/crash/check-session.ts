import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { type ToolCall, toolCallsOf } from "@argent/ai";
import { manualClock } from "@argent/ai/testing";
import type { AgentMessage } from "../../src/message.ts";
import { currentVersion } from "../../src/session/migrate.ts";
import { ArgentSessionManager } from "../../src/session/session-manager.ts";
import { user } from "../../src/testing/messages.ts";
import type { Testimony } from "./testimony.ts";

export interface CheckedSession {
  /** What the next request would be made of. */
  messages: AgentMessage[];
  entries: number;
  bytes: number;
  /** The last line was cut off. */
  isTorn: boolean;
  /** Calls that had no result before the session was opened for writing. */
  interruptedCalls: number;
  /** The writer died while it wrote its lock, which then counts by its time. */
  hadToWait: boolean;
}

/**
 * Opens a session whose writer is dead, first to read it and then to write it, and checks what must hold: everything
 * testified is there, the conversation is where it was, every tool call has exactly one result, and no byte that was
 * there is another one now. Resolves to `undefined` when the writer died before there was a session.
 *
 * @throws AssertionError for what does not hold; SessionError when the session cannot be opened.
 */
export async function checkSession(
  path: string,
  testimonies: readonly Testimony[],
): Promise<CheckedSession | undefined> {
  const testified = testimonies.flatMap(({ entries }) => entries);
  const before = await contentOf(path);
  if (before.length === 0) {
    assert.deepEqual(testified, [], "entries were seen, and there is no file");
    return undefined;
  }
  const reader = await ArgentSessionManager.open(path, { readOnly: true });
  await reader.load();
  checkTestimony(reader, testimonies);
  checkContext(reader.buildSessionContext().messages);
  const interruptedCalls = unanswered(reader).length;
  await reader.close();
  assert.deepEqual(await contentOf(path), before, "reading changed the file");

  const { writer, hadToWait } = await openToWrite(path);
  await writer.load();
  checkTestimony(writer, testimonies);
  const version = versionOf(before);
  // An old file is not touched before something is appended to it.
  if (version === currentVersion) assert.deepEqual(unanswered(writer), [], noResult);
  await writer.appendMessage(user("Still there?"));
  assert.deepEqual(unanswered(writer), [], noResult);
  const { messages } = writer.buildSessionContext();
  checkContext(messages);
  await writer.close();
  const after = await contentOf(path);
  const kept = version === currentVersion ? after : await contentOf(`${path}.v${version}.bak`);
  assert.ok(kept.subarray(0, before.length).equals(before), "bytes that were written have changed");
  await checkAgain(path, writer);
  return {
    messages,
    entries: writer.getEntries().length,
    bytes: after.length,
    isTorn: before.at(-1) !== lineFeed,
    interruptedCalls,
    hadToWait,
  };
}

const lineFeed = 10;
const noResult = "a call has no result on disk";

async function openToWrite(path: string) {
  const writer = await ArgentSessionManager.open(path);
  if (!writer.readOnly) return { writer, hadToWait: false };
  assert.equal(writer.leaseHolder?.pid, undefined, "a dead writer still holds the session");
  await writer.close();
  const clock = manualClock(Date.now() + 120_000);
  const later = await ArgentSessionManager.open(path, { clock });
  assert.equal(later.readOnly, false, "nobody holds the session, and it cannot be written");
  return { writer: later, hadToWait: true };
}

function checkTestimony(session: ArgentSessionManager, testimonies: readonly Testimony[]): void {
  const ids = session.getEntries().map(({ id }) => id);
  const found = new Set(ids);
  assert.equal(found.size, ids.length, "an entry is there twice");
  for (const { entries } of testimonies) {
    const places = entries.map((id) => ids.indexOf(id));
    assert.ok(!places.includes(-1), "an entry that was seen is lost");
    assert.deepEqual(
      places.toSorted((a, b) => a - b),
      places,
      "entries have changed their order",
    );
  }
  for (const { parentId, id } of session.getEntries()) {
    assert.ok(parentId === null || found.has(parentId), `the parent of ${id} is lost`);
  }
  const last = testimonies.at(-1);
  if (!last || last.leaf === undefined) return;
  const path = new Set(["root", ...session.getBranch().map(({ id }) => id)]);
  const places = [last.leaf, ...last.announced];
  assert.ok(
    places.some((id) => path.has(id)),
    "the conversation goes on somewhere else",
  );
}

/** Every answer is followed by one result for each of its calls, in their order, and results stand nowhere else. */
function checkContext(messages: readonly AgentMessage[]): void {
  let open: string[] = [];
  for (const message of messages) {
    if (message.role === "toolResult") {
      assert.equal(message.toolCallId, open.shift(), "a result is not where it belongs");
      continue;
    }
    assert.deepEqual(open, [], "a call has no result in the context");
    open = answerable(message).map(({ id }) => id);
  }
  assert.deepEqual(open, [], "a call has no result in the context");
}

/** Calls of the branch that do not have exactly one result in it. The ids of calls are unique. */
function unanswered(session: ArgentSessionManager): string[] {
  const calls: string[] = [];
  const results = new Map<string, number>();
  for (const entry of session.getBranch()) {
    if (entry.type !== "message") continue;
    const { message } = entry;
    for (const { id } of answerable(message)) calls.push(id);
    if (message.role !== "toolResult") continue;
    results.set(message.toolCallId, (results.get(message.toolCallId) ?? 0) + 1);
  }
  return calls.filter((id) => results.get(id) !== 1);
}

/** An answer that failed is never shown to a model again, and its calls were never made. */
function answerable(message: AgentMessage): ToolCall[] {
  if (message.role !== "assistant") return [];
  return message.stopReason === "error" || message.stopReason === "aborted"
    ? []
    : toolCallsOf(message);
}

/** Whoever opens the session later finds the same. */
async function checkAgain(path: string, writer: ArgentSessionManager): Promise<void> {
  const session = await ArgentSessionManager.open(path, { readOnly: true });
  await session.load();
  assert.deepEqual(
    session.getEntries().map(({ id }) => id),
    writer.getEntries().map(({ id }) => id),
  );
  assert.equal(session.getLeafId(), writer.getLeafId());
  assert.deepEqual(session.buildSessionContext(), writer.buildSessionContext());
  await session.close();
}

/** The first format did not say which it is. */
function versionOf(content: Buffer): number {
  const header: { version?: number } = JSON.parse(
    content.toString("utf8", 0, content.indexOf(lineFeed)),
  );
  return header.version ?? 1;
}

async function contentOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT")
      return Buffer.alloc(0);
    throw cause;
  }
}
