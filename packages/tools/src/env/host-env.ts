import { randomUUID } from "node:crypto";
import { isAbsolute } from "node:path";
import type { ExecOptions, ExecResult, ExecutionEnv, Isolation } from "@argent/agent/env";
import { type Clock, systemClock } from "@argent/ai";
import { orThrow, ToolError } from "../tool-error.ts";
import { commandEnvironment } from "./command-environment.ts";
import { attempt, EnvFailure, throwIfAborted, toEnvError } from "./env-failure.ts";
import { localFiles } from "./local-files.ts";
import { openFolder } from "./open-verified.ts";
import { killTree } from "./process-tree.ts";
import { createRoots } from "./roots.ts";
import { runCommand } from "./run-command.ts";
import { type Argv, findShell } from "./shell.ts";
import { createTemporaryFiles } from "./temporary-files.ts";

/** Where an environment on this machine works, what its file methods reach and what its commands get. */
export interface HostEnvOptions {
  /** The working folder, absolute. */
  cwd: string;
  /**
   * Folders that the file methods stay in; links are followed only inside. Default: everywhere. Commands are not
   * confined by this: that takes a sandbox.
   */
  roots?: readonly string[] | undefined;
  /** Absolute paths that the file methods refuse, unless a root lies below them. */
  hidden?: readonly string[] | undefined;
  /**
   * The environment of commands, usually `process.env`; variables that look like keys are left out. Default: only a
   * `PATH`. `HOME` is also what `~` means in paths, and `TMPDIR` where temporary files go.
   */
  env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Names of variables that commands get although they look like keys. */
  allowedSecrets?: readonly string[] | undefined;
  /** Default: bash, else `/bin/sh`. */
  shell?: string | undefined;
  /** Drives the time limits of commands. Default: the system's. */
  clock?: Clock | undefined;
}

/** The largest delay of a timer: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const maximumTimeoutMs = 2 ** 31 - 1;
const markName = "ARGENT_EXEC";

/** What tells one environment on this machine from another. */
export interface Host {
  readonly id: string;
  readonly isolation: Isolation;
  /** Puts a program into its confinement. Default: none. */
  confine?(argv: Argv, cwd: string): Argv;
}

/** Files and processes of this machine, as the current user. */
export function hostEnv(options: HostEnvOptions, host: Host): ExecutionEnv {
  const { cwd, env = {}, clock = systemClock } = options;
  if (!isAbsolute(cwd)) {
    throw new ToolError("invalid", `The working folder must be absolute, got "${cwd}".`);
  }
  const id = randomUUID();
  const roots = createRoots({
    cwd,
    roots: options.roots,
    hidden: options.hidden ?? [],
    home: env.HOME,
  });
  const temporaryFolder = env.TMPDIR ?? "/tmp";
  const temporaryFiles = createTemporaryFiles(temporaryFolder, roots.add);
  const environment = commandEnvironment(env, options.allowedSecrets);
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  let shell: Promise<string> | undefined;
  let commands = 0;

  const openWorkingFolder = async (path: string) => {
    try {
      return await openFolder(roots.resolve(path), roots, { create: false });
    } catch (cause) {
      const { code, message } = toEnvError(cause, "run a command in", path);
      throw new EnvFailure(code, message, path);
    }
  };

  const exec = async (command: string, asked: ExecOptions): Promise<ExecResult> => {
    const { timeoutMs, onOutput, lendsOutput } = asked;
    const signal = asked.signal ? AbortSignal.any([asked.signal, closing.signal]) : closing.signal;
    throwIfAborted(signal);
    checkTimeout(timeoutMs);
    const folder = await openWorkingFolder(asked.cwd ?? cwd);
    await folder.handle.close();
    shell ??= findShell(options.shell, environment.PATH ?? "");
    const argv: Argv = [await shell, "-c", command];
    commands += 1;
    return runCommand({
      argv: host.confine?.(argv, folder.realPath) ?? argv,
      cwd: folder.realPath,
      environment: changed(environment, asked.env),
      temporaryFolder,
      mark: { name: markName, value: `${id}.${commands}.` },
      clock,
      timeoutMs,
      signal,
      onOutput,
      lendsOutput,
    });
  };

  const files = localFiles(roots);
  return {
    id: host.id,
    cwd: orThrow(files.resolve(cwd)),
    isolation: host.isolation,
    ...files,
    temporaryFile: (name) =>
      attempt("make a temporary file", undefined, () => temporaryFiles.create(name)),
    async exec(command, asked = {}) {
      const result = attempt("run the command", undefined, () => exec(command, asked));
      running.add(result);
      void result.then(() => running.delete(result));
      return result;
    },
    async close() {
      closing.abort();
      await Promise.all(running);
      if (commands > 0) await killTree({ variable: `${markName}=${id}.` }, clock);
      await temporaryFiles.removeAll();
    },
  };
}

function checkTimeout(timeoutMs: number | undefined): void {
  if (timeoutMs === undefined || (timeoutMs > 0 && timeoutMs <= maximumTimeoutMs)) return;
  throw new EnvFailure(
    "invalid",
    `A timeout is more than 0 and at most ${maximumTimeoutMs} milliseconds, got ${timeoutMs}.`,
  );
}

function changed(
  environment: Record<string, string>,
  changes: ExecOptions["env"] = {},
): Record<string, string> {
  const result = { ...environment };
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) delete result[name];
    else result[name] = value;
  }
  return result;
}
