import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createMachine } from "../test/argent-process.ts";

const main = join(import.meta.dirname, "main.ts");

/** A device that is always full. */
describe.skipIf(!existsSync("/dev/full"))("where an output cannot be written", () => {
  async function argent(redirection: string, ...args: string[]) {
    const machine = await createMachine([{ text: "Four." }]);
    onTestFinished(() => machine.remove());
    await writeFile(join(machine.cwd, "command.json"), '{"id":"1","type":"get_state"}\n');
    const program = [process.execPath, "--conditions=@argent/source", main, ...args];
    const child = spawn("sh", ["-c", `exec "$@" ${redirection}`, "sh", ...program], {
      cwd: machine.cwd,
      env: machine.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said = { out: "", err: "" };
    child.stdout.on("data", (chunk) => (said.out += chunk));
    child.stderr.on("data", (chunk) => (said.err += chunk));
    const [code] = await once(child, "close");
    return { ...said, code };
  }

  test.each([["models"], ["--version"], ["run", "2+2?"], ["run", "2+2?", "--json"]])(
    "argent %s %s %s fails and says why, without a stack",
    async (...args) => {
      const { code, err } = await argent("> /dev/full", ...args);
      expect(code).toBe(1);
      expect(err).toMatch(/^argent: Standard output cannot be written: ENOSPC/m);
      expect(err).not.toContain("    at ");
    },
  );

  test("rpc fails and says why, without a stack", async () => {
    const { code, err } = await argent("> /dev/full < command.json", "rpc");
    expect(err).toMatch(/^argent: Standard output cannot be written: ENOSPC/m);
    expect(err).not.toContain("    at ");
    expect(code).toBe(1);
  });

  test("a folder that cannot be written is named, without a stack", async () => {
    const machine = await createMachine([]);
    onTestFinished(() => machine.remove());
    const file = join(machine.home, "file");
    await writeFile(file, "");
    const argent = machine.start(["demo"], { env: { TMPDIR: join(file, "temporary") } });
    expect(await argent.exit()).toBe(1);
    expect(argent.stderr()).toMatch(/^argent: ENOTDIR: .*temporary/);
    expect(argent.stderr()).not.toContain("    at ");
  });

  test("what is told beside the answer is not needed", async () => {
    const { code, out } = await argent("2> /dev/full", "run", "2+2?");
    expect([code, out]).toEqual([0, "Four.\n"]);
  });
});
