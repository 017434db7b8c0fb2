import { readEnvironment } from "@argent/tools/app";
import { ambient } from "../compose/ambient.ts";
import type { Check } from "../doctor/check.ts";
import { checkEndpoints } from "../doctor/check-endpoints.ts";
import { checkLessons } from "../doctor/check-lessons.ts";
import { checkModels } from "../doctor/check-models.ts";
import { checkNode } from "../doctor/check-node.ts";
import { checkRuntime } from "../doctor/check-runtime.ts";
import { checkSandbox } from "../doctor/check-sandbox.ts";
import { checkSessions } from "../doctor/check-sessions.ts";
import { checkSettings } from "../doctor/check-settings.ts";
import { checkTerminal } from "../doctor/check-terminal.ts";
import { exitCode } from "../exit-code.ts";
import { styleFor } from "../view/style.ts";

/** Says what works, what does not and what to do. Exit code 1 when something would stop a run. */
export async function doctorCommand(options: { json?: boolean }): Promise<number> {
  const cwd = process.cwd();
  const env = await readEnvironment(ambient());
  const checks = [
    checkNode(),
    checkRuntime(env),
    ...(await checkModels(env)),
    ...(await checkEndpoints(env)),
    ...(await checkSettings(cwd)),
    await checkSessions(env),
    await checkLessons(cwd),
    ...(await checkSandbox(cwd, env)),
    checkTerminal(),
  ];
  if (options.json) process.stdout.write(`${JSON.stringify(checks, null, 2)}\n`);
  else for (const check of checks) process.stdout.write(`${line(check)}\n`);
  return checks.some((check) => check.status === "problem") ? exitCode.failed : exitCode.done;
}

function line({ name, status, detail }: Check): string {
  const style = styleFor(process.stdout);
  const mark = {
    ok: style.green("ok     "),
    note: style.yellow("note   "),
    problem: style.red("problem"),
  };
  return `${mark[status]}  ${name.padEnd(10)} ${detail}`;
}
