import { spawnSync } from "node:child_process";

/** Runs a program of Node's to its end; returns how many characters it printed, or 1 when that does not matter. */
export function runCommand({ file, args, env, counts }) {
  const { HOME, PATH } = process.env;
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [file, ...args], {
    cwd: env?.HOME,
    env: { HOME, PATH, ...env },
    encoding: "utf8",
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`exit code ${status}: ${stderr.trim().split("\n")[0]}`);
  return counts ? stdout.trim().length : 1;
}
