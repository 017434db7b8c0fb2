import {
  type CompactionSettings,
  loadSettings,
  type PartialQueueSettings,
  type RetryPolicy,
} from "@argent/agent";
import { approvalMode, approvalRules, memoryEnv } from "@argent/tools";
import type { McpServerConfig } from "@argent/tools/mcp";
import { expect, test } from "vitest";

test("what settings files say fits what the tools and the agent take", async () => {
  const text = JSON.stringify({
    approval: {
      mode: "auto",
      rules: [{ decision: "deny", commands: ["git push"], isolation: ["none", "full"] }],
    },
    compaction: { threshold: { percent: 80 } },
    retry: { maxRetries: 1 },
    queue: { mode: "steer" },
    mcpServers: {
      program: { command: "docs", args: ["--stdio"], env: { TOKEN: "t" } },
      address: { url: "https://example.com/mcp", headers: {}, disabled: true },
    },
  });
  const env = memoryEnv({ "/home/settings.json": text });
  const { settings, problems } = await loadSettings({ env, globalFile: "/home/settings.json" });
  expect(problems).toEqual([]);

  const queue: PartialQueueSettings | undefined = settings.queue;
  const retry: RetryPolicy | undefined = settings.retry;
  const compaction: CompactionSettings | undefined = settings.compaction;
  const servers: Readonly<Record<string, McpServerConfig>> = settings.mcpServers ?? {};
  expect(Object.keys(servers)).toEqual(["program", "address"]);
  expect([queue, retry, compaction]).toEqual([
    { mode: "steer" },
    { maxRetries: 1 },
    { threshold: { percent: 80 } },
  ]);
  const request = {
    toolCallId: "1",
    tool: "bash",
    effect: "write",
    args: {},
    command: "git push",
    isolation: env.isolation,
  } as const;
  expect(approvalRules(settings.approval?.rules ?? [])(request)).toMatchObject({
    decision: "deny",
  });
  expect(approvalMode(settings.approval?.mode ?? "read-only")(request)).toMatchObject({
    decision: "allow",
  });
});
