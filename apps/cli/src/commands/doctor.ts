import { constants } from "node:fs";
import { access, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { readRuntimeFlag } from "@argent/agent";
import { apiKeyFor, findLocalServers, keyNamesFor, preferredModels } from "@argent/ai";
import { localEnv } from "@argent/tools";
import { authFile, isExposed } from "../auth/auth-file.ts";
import { readEnvironment } from "../compose/environment.ts";
import { sessionFolder } from "../compose/session-folder.ts";
import { exitCode } from "../exit-code.ts";
import { styleFor } from "../view/style.ts";

interface Check {
  name: string;
  /** `problem` stops runs; `note` is good to know. */
  status: "ok" | "note" | "problem";
  detail: string;
}

/** Says what works, what does not and what to do. Exit code 1 when something would stop a run. */
export async function doctorCommand(options: { json?: boolean }): Promise<number> {
  const env = await readEnvironment(process.env);
  const checks = [
    checkNode(),
    checkRuntime(),
    ...(await checkModels(env)),
    await checkSessions(),
    checkIsolation(),
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

function checkNode(): Check {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const fits = major > 22 || (major === 22 && minor >= 18);
  return {
    name: "node",
    status: fits ? "ok" : "problem",
    detail: fits ? process.version : `${process.version} is too old: 22.18 or newer is needed`,
  };
}

function checkRuntime(): Check {
  try {
    const { choice, reason } = readRuntimeFlag(process.env);
    const detail = `${choice ?? "argent"} (${reason})`;
    if (choice === undefined || choice === "argent")
      return { name: "runtime", status: "ok", detail };
    return {
      name: "runtime",
      status: "problem",
      detail: `${detail}: this version has only the argent runtime`,
    };
  } catch (cause) {
    return {
      name: "runtime",
      status: "problem",
      detail: cause instanceof Error ? cause.message : String(cause),
    };
  }
}

async function checkModels(env: Record<string, string | undefined>): Promise<Check[]> {
  const file = authFile(process.env);
  const keys = preferredModels.map(([provider]) => provider).filter((id) => apiKeyFor(id, env));
  const servers = await findLocalServers(env);
  const known = preferredModels.flatMap(([provider]) => keyNamesFor(provider).slice(0, 1));
  const exposed: Check[] = (await isExposed(file))
    ? [
        {
          name: "keys",
          status: "problem",
          detail: `others can read ${file}. Run: chmod 600 ${file}`,
        },
      ]
    : [];
  return [
    ...exposed,
    {
      name: "keys",
      status: keys.length > 0 ? "ok" : servers.length > 0 ? "note" : "problem",
      detail:
        keys.length > 0 ? keys.join(", ") : `none is set; one of ${known.join(", ")} is enough`,
    },
    {
      name: "local",
      status: servers.length > 0 ? "ok" : "note",
      detail:
        servers
          .map(({ name, url, models }) => `${name} at ${url} (${models.length} models)`)
          .join(", ") || "no Ollama, LM Studio or llama.cpp answers",
    },
  ];
}

async function checkSessions(): Promise<Check> {
  const folder = sessionFolder(process.env);
  const existing = await nearestFolder(folder);
  try {
    await access(existing, constants.W_OK);
    const { bavail, bsize } = await statfs(existing);
    const free = Math.floor((bavail * bsize) / 1_000_000);
    return {
      name: "sessions",
      status: free < 50 ? "problem" : "ok",
      detail: `${folder} (${free} MB free)`,
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return {
      name: "sessions",
      status: "problem",
      detail: `${folder} cannot be written: ${reason}. Set VARGOS_SESSIONS_DIR.`,
    };
  }
}

/** The folder itself, or the closest one above it that exists. */
async function nearestFolder(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found || dirname(path) === path ? path : nearestFolder(dirname(path));
}

function checkIsolation(): Check {
  const { isolation } = localEnv({ cwd: process.cwd(), env: process.env });
  return {
    name: "isolation",
    status: isolation.level === "none" ? "note" : "ok",
    detail: isolation.description,
  };
}

function checkTerminal(): Check {
  const { stdout } = process;
  const detail = stdout.isTTY
    ? `${stdout.columns}×${stdout.rows}, ${stdout.getColorDepth()}-bit colour`
    : "not a terminal: plain output";
  return { name: "terminal", status: "ok", detail };
}
