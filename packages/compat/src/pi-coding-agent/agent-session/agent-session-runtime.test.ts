import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { argent } from "../../../test/coding-agent/both-sides.ts";
import { startRuntime } from "../../../test/coding-agent/host-runtime.ts";
import { workspace } from "../../../test/coding-agent/workspace.ts";

test("a run under way is finished in its file before another session takes its place", async () => {
  using folder = workspace();
  const { runtime, respond, end } = await startRuntime(argent, folder.path);
  respond("A first answer.");
  await runtime.session.prompt("First.");
  const { session } = runtime;
  respond("A long answer. ".repeat(200));
  let switching: Promise<unknown> | undefined;
  session.subscribe(({ type }) => {
    if (type === "message_update") switching ??= runtime.newSession();
  });
  await session.prompt("Go.");
  await switching;
  expect(runtime.session).not.toBe(session);
  expect(readFileSync(session.sessionFile ?? "", "utf8")).toContain('"stopReason":"aborted"');
  await end();
});

test("a file that is imported takes no other's place", async () => {
  using folder = workspace();
  const { runtime, respond, end } = await startRuntime(argent, folder.path);
  respond("Mine.");
  await runtime.session.prompt("Hi.");
  const own = runtime.session.sessionFile ?? "";
  const before = readFileSync(own, "utf8");
  const name = own.slice(own.lastIndexOf("/") + 1);
  writeFileSync(folder.at(name), before.replace("Mine.", "Theirs."));
  await runtime.importFromJsonl(folder.at(name));
  expect(readFileSync(own, "utf8")).toBe(before);
  expect(runtime.session.getLastAssistantText()).toBe("Theirs.");
  await end();
});

test("a session whose folder is gone is refused, and the one before stays", async () => {
  using folder = workspace();
  const { runtime, end } = await startRuntime(argent, folder.path);
  const header = {
    type: "session",
    version: 3,
    id: "x",
    timestamp: "2026-01-01",
    cwd: "/gone/for/good",
  };
  writeFileSync(folder.at("gone.jsonl"), `${JSON.stringify(header)}\n`);
  const { session } = runtime;
  await expect(runtime.switchSession(folder.at("gone.jsonl"))).rejects.toThrow(
    "Stored session working directory does not exist: /gone/for/good",
  );
  expect(runtime.session).toBe(session);
  expect(existsSync(folder.at("gone.jsonl"))).toBe(true);
  await end();
});
