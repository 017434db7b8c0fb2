import { vendorServer } from "@argent/ai/testing";
import { expect, test } from "vitest";
import { argent } from "../../../test/coding-agent/both-sides.ts";
import { wireSession } from "../../../test/coding-agent/wire-session.ts";
import { workspace } from "../../../test/coding-agent/workspace.ts";

test("a request that is refused for a while is asked for again, as the server says", async () => {
  await using server = await vendorServer({
    steps: [{ fault: { type: "status", status: 529 } }, { text: "At last." }],
  });
  using folder = workspace();
  const settings = { retry: { baseDelayMs: 1, provider: { maxRetries: 0 } } };
  const baseUrl = server.baseUrl("anthropic-messages");
  const session = await wireSession(argent, folder.path, baseUrl, settings);
  const heard: string[] = [];
  session.subscribe(({ type }) => heard.push(type));
  await session.prompt("Try.");
  expect(session.getLastAssistantText()).toBe("At last.");
  expect(heard.filter((type) => type.startsWith("auto_retry"))).toEqual([
    "auto_retry_start",
    "auto_retry_end",
  ]);
  session.dispose();
});
