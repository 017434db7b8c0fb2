import { mkdtempDisposableSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { probeIsolation } from "../src/env/probe-isolation.ts";

/** Whether tests of the sandbox run: where it works, and always when `ARGENT_REQUIRE_SANDBOX` is `1`. */
export async function runsSandboxTests(): Promise<boolean> {
  if (process.env.ARGENT_REQUIRE_SANDBOX === "1") return true;
  using folder = mkdtempDisposableSync(join(tmpdir(), "argent-test-"));
  return (await probeIsolation({ cwd: folder.path })).level === "full";
}
