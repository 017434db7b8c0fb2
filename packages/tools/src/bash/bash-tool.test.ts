import { spawnSync } from "node:child_process";
import { mkdtempDisposableSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AgentToolResult } from "@argent/agent";
import { type ExecOptions, type ExecResult, failed, ok } from "@argent/agent/env";
import { manualClock } from "@argent/ai/testing";
import { expect, test } from "vitest";
import { localEnv } from "../env/local-env.ts";
import { memoryEnv } from "../env/memory-env.ts";
import { type BashToolOptions, createBashTool } from "./bash-tool.ts";

type Script = (
  output: (text: string | Uint8Array) => Promise<void>,
  options: ExecOptions,
) => Promise<ExecResult>;

/** The tool over commands that a test plays. */
function played(script: Script, options: Partial<BashToolOptions> = {}) {
  const env = memoryEnv(
    {},
    {
      exec: async (_command, execOptions) => {
        const output = async (text: string | Uint8Array) =>
          execOptions.onOutput?.(typeof text === "string" ? Buffer.from(text) : text);
        return ok(await script(output, execOptions));
      },
    },
  );
  return { env, tool: createBashTool({ env, ...options }) };
}

async function shown(script: Script, options?: Partial<BashToolOptions>): Promise<string> {
  return textOf(await played(script, options).tool.execute("id", { command: "x" }));
}

function textOf(result: AgentToolResult): string {
  const [block] = result.content;
  return block?.type === "text" ? block.text : expect.fail("no text");
}

test("shows output and how the command ended, in Pi's words", async () => {
  const cases: [string, ExecResult, string, boolean | undefined][] = [
    ["hello\n", { exitCode: 0 }, "hello\n", undefined],
    ["", { exitCode: 0 }, "(no output)", undefined],
    ["oops\n", { exitCode: 2 }, "oops\n\nCommand exited with code 2", true],
    ["", { exitCode: 1 }, "(no output)\n\nCommand exited with code 1", true],
    ["", { exitCode: null, endedBy: "abort" }, "Command aborted", true],
    ["so far", { exitCode: null, endedBy: "abort" }, "so far\n\nCommand aborted", true],
    [
      "so far",
      { exitCode: null, endedBy: "timeout", signal: "SIGKILL" },
      "so far\n\nCommand timed out after 2.5 seconds",
      true,
    ],
    [
      "",
      { exitCode: null, signal: "SIGSEGV" },
      "(no output)\n\nCommand was ended by SIGSEGV",
      true,
    ],
    [
      "up\n",
      { exitCode: 0, survivors: [7, 8] },
      "up\n\n[Still running in the background: process 7, 8]",
      undefined,
    ],
  ];
  for (const [output, end, text, isError] of cases) {
    const { tool } = played(async (print) => {
      await print(output);
      return end;
    });
    const result = await tool.execute("id", { command: "x", timeout: 2.5 });
    expect([textOf(result), result.isError]).toEqual([text, isError]);
    expect(result.details).toMatchObject({ ...end, totalBytes: output.length, truncated: false });
  }
});

test("says in its description what commands can reach", () => {
  const { tool } = played(async () => ({ exitCode: 0 }));
  expect(tool.description).toContain("in /workspace (files in memory only)");
  const local = createBashTool({ env: localEnv({ cwd: "/" }) });
  expect(local.description).toContain("not isolated");
});

test("passes the timeout on in milliseconds, its own or the default", async () => {
  const seen: (number | undefined)[] = [];
  const note: Script = async (_, { timeoutMs }) => {
    seen.push(timeoutMs);
    return { exitCode: 0 };
  };
  await played(note).tool.execute("id", { command: "x" });
  await played(note, { defaultTimeout: 60 }).tool.execute("id", { command: "x" });
  await played(note, { defaultTimeout: 60 }).tool.execute("id", { command: "x", timeout: 0.5 });
  expect(seen).toEqual([undefined, 60_000, 500]);
});

test("keeps the beginning and the end of a long output, and all of it in a file", async () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => `line ${index + 1}\n`);
  const { env, tool } = played(async (print) => {
    for (const line of lines) await print(line);
    return { exitCode: 0 };
  });
  const result = await tool.execute("id", { command: "x" });
  const text = textOf(result);
  expect(text).toMatch(/^line 1\nline 2\n/);
  expect(text).toMatch(/\nline 400\n\[\.\.\. \d+\.\dKB left out \.\.\.\]\nline 8401\n/);
  const notice =
    /\nline 10000\n\n\[Showing lines 1-400 and 8401-10000 of 10000\. Full output: (.*)\]$/;
  const [, path = ""] = notice.exec(text) ?? expect.fail(text.slice(-200));
  expect(result.details).toMatchObject({
    truncated: true,
    fullOutputPath: path,
    totalLines: 10_000,
  });
  const kept = await env.readFile(path);
  expect(kept.ok && Buffer.from(kept.value).toString()).toBe(lines.join(""));
});

test("cuts one long line between characters", async () => {
  const text = await shown(async (print) => {
    const bytes = Buffer.from("€".repeat(50_000));
    for (let start = 0; start < bytes.length; start += 1001) {
      await print(bytes.subarray(start, start + 1001));
    }
    return { exitCode: 0 };
  });
  expect(text).toMatch(
    /^€+\n\[\.\.\. 96\.5KB left out \.\.\.\]\n€+\n\n\[Showing the first 10\.0KB and the last 40\.0KB of 146\.5KB\. Full output: /,
  );
});

test("goes on without the file when it cannot be written", async () => {
  const { env } = played(async () => ({ exitCode: 0 }));
  const full = { code: "no_space", message: "the disk is full" } as const;
  const tool = createBashTool({
    env: {
      ...env,
      temporaryFile: async () => failed(full),
      async exec(_command, options) {
        await options?.onOutput?.(Buffer.alloc(200_000, "x\n"));
        return ok({ exitCode: 0 });
      },
    },
  });
  const text = textOf(await tool.execute("id", { command: "x" }));
  expect(text).toContain("The full output was not kept (the disk is full)]");
});

test("takes out secrets, escape sequences and overwritten lines", async () => {
  const token = `ghp_${"a1".repeat(20)}`;
  const { env, tool } = played(
    async (print) => {
      await print("\u001b[32m10%\r100%\u001b[0m\nkey: hunter");
      await print(`2-hunter2\n${token}\n`);
      await print("x\n".repeat(100_000));
      return { exitCode: 0 };
    },
    { secrets: ["hunter2-hunter2"] },
  );
  const result = await tool.execute("id", { command: "x" });
  expect(textOf(result)).toMatch(/^100%\nkey: \[redacted\]\n\[redacted\]\nx\n/);
  const kept = await env.readFile(result.details?.fullOutputPath ?? "");
  expect(kept.ok && Buffer.from(kept.value).toString()).not.toContain("hunter2");
});

test("loses nothing that only looks like the beginning of a secret", async () => {
  const options = { secrets: ["hunter2-hunter2"] };
  const text = await shown(async (print) => {
    await print("the end: hunter2-");
    return { exitCode: 0 };
  }, options);
  expect(text).toBe("the end: hunter2-");
});

test("reports progress at most every 100 ms, and nothing after the end", async () => {
  const clock = manualClock();
  const updates: string[] = [];
  const { tool } = played(
    async (print) => {
      for (const text of ["1", "2", "3"]) await print(text);
      await clock.advance(99);
      expect(updates).toEqual(["1"]);
      await clock.advance(1);
      expect(updates).toEqual(["1", "123"]);
      await clock.advance(500);
      await print("4");
      await print("5");
      return { exitCode: 0 };
    },
    { clock },
  );
  const result = await tool.execute("id", { command: "x" }, undefined, (partial) => {
    updates.push(textOf(partial));
  });
  expect(textOf(result)).toBe("12345");
  expect(result.details?.durationMs).toBe(600);
  await clock.advance(1000);
  expect(updates).toEqual(["1", "123", "1234"]);
  expect(clock.pending).toBe(0);
});

test("runs real commands", async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "argent-test-"));
  const env = localEnv({ cwd: folder.path });
  const tool = createBashTool({ env });
  const result = await tool.execute("id", { command: "seq 1 100000; echo last >&2; exit 3" });
  expect(result).toMatchObject({ isError: true, details: { exitCode: 3, totalLines: 100_001 } });
  const path = result.details?.fullOutputPath ?? "";
  const all = Array.from({ length: 100_000 }, (_, index) => index + 1).join("\n");
  expect(readFileSync(path, "utf8")).toBe(`${all}\nlast\n`);
  await expect(tool.execute("id", { command: "true", timeout: 1e9 })).rejects.toMatchObject({
    code: "invalid",
  });
  await env.close();
});

test.runIf(process.platform === "linux")("memory does not grow with the output", () => {
  const program = `
    import { readFileSync, statSync, writeFileSync } from "node:fs";
    const { createBashTool, localEnv } = await import(${JSON.stringify(new URL("../index.ts", import.meta.url).href)});
    const env = localEnv({ cwd: "/" });
    const tool = createBashTool({ env, secrets: ["hunter2-hunter2"] });
    const print = (megabytes) =>
      tool.execute("id", { command: "yes 'a line of output' | head -c " + megabytes + "000000" });
    await print(10);
    gc();
    // The peak is counted from here: https://docs.kernel.org/filesystems/proc.html
    writeFileSync("/proc/self/clear_refs", "5");
    const before = process.memoryUsage.rss() / 2 ** 20;
    const { details } = await print(100);
    const peak = Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1024;
    console.log(statSync(details.fullOutputPath).size, Math.round(peak - before));
    await env.close();
  `;
  const args = ["--expose-gc", "-C", "@argent/source", "--input-type=module", "-e", program];
  const ended = spawnSync(process.execPath, args, { encoding: "utf8", timeout: 60_000 });
  const [size, grownMegabytes] = ended.stdout.split(" ").map(Number);
  expect([size, ended.stderr]).toEqual([100_000_000, ""]);
  expect(grownMegabytes).toBeLessThan(32);
});
