import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

export const registerEntry = fileURLToPath(new URL("../../src/register/index.ts", import.meta.url));

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface HostRun {
  cwd: string;
  env?: Record<string, string>;
  /** Before the program. */
  flags?: readonly string[];
}

/** Runs a program under `./register` in a process of its own, with nothing of this process's environment but `PATH`. */
export async function runHost(program: readonly string[], run: HostRun): Promise<Ended> {
  const { cwd, env = {}, flags = [] } = run;
  const child = spawn(
    process.execPath,
    ["--conditions=@argent/source", ...flags, "--import", registerEntry, ...program],
    {
      cwd,
      env: { PATH: process.env.PATH, NODE_NO_WARNINGS: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    exitOf(child),
  ]);
  return { code, stdout, stderr };
}

/** A folder of files that is removed in the end. */
export function folderOf(files: Readonly<Record<string, string>>) {
  const folder = mkdtempDisposableSync(join(tmpdir(), "argent-register-"));
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return folder;
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code));
  });
}
