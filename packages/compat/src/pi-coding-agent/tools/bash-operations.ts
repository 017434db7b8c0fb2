import { existsSync } from "node:fs";
import { hostEnv } from "./host-env.ts";

/** Where commands run. */
export interface BashOperations {
  /**
   * Runs a command until its process ends. Fails with the message `aborted` when the signal ended it, and with
   * `timeout:` and the seconds when the time did.
   */
  exec: (
    command: string,
    cwd: string,
    options: {
      onData: (data: Buffer) => void;
      signal?: AbortSignal | undefined;
      /** Seconds; default: no limit. */
      timeout?: number | undefined;
      /** The whole environment. Default: that of this process. */
      env?: NodeJS.ProcessEnv | undefined;
    },
  ) => Promise<{ exitCode: number | null }>;
}

/**
 * Commands on this machine, in a process group that is ended as a whole. Variables that look like keys do not reach
 * them, unless `env` gives them another value than this process has.
 */
export function createLocalBashOperations(
  options: { shellPath?: string | undefined } = {},
): BashOperations {
  return {
    async exec(command, cwd, { onData, signal, timeout, env }) {
      if (!existsSync(cwd)) {
        throw new Error(`Working directory does not exist: ${cwd}\nCannot execute bash commands.`);
      }
      const local = await hostEnv(cwd, options.shellPath);
      const result = await local.exec(command, {
        env: env && changes(process.env, env),
        signal,
        timeoutMs: timeout === undefined ? undefined : timeout * 1000,
        onOutput: (chunk) => onData(Buffer.from(chunk)),
      });
      if (!result.ok) {
        if (result.error.code === "aborted") throw new Error("aborted");
        throw new Error(result.error.message, { cause: result.error });
      }
      if (result.value.endedBy === "abort") throw new Error("aborted");
      if (result.value.endedBy === "timeout") throw new Error(`timeout:${timeout}`);
      return { exitCode: result.value.exitCode };
    },
  };
}

/** What turns one environment into another. */
function changes(from: NodeJS.ProcessEnv, to: NodeJS.ProcessEnv) {
  const changed: Record<string, string | undefined> = {};
  for (const name of Object.keys({ ...from, ...to })) {
    if (from[name] !== to[name]) changed[name] = to[name];
  }
  return changed;
}
