import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ExecutionEnv } from "@argent/agent/env";
import { orThrow, ToolError } from "../tool-error.ts";
import { bubblewrapArguments, credentialPaths } from "./bubblewrap.ts";
import { attempt } from "./env-failure.ts";
import { findConfinementProblem } from "./find-confinement-problem.ts";
import { type HostEnvOptions, hostEnv } from "./host-env.ts";
import { contains } from "./roots.ts";

/** What is `hidden` looks empty to commands too. Default: where people keep keys, below `env.HOME`. */
export interface SandboxEnvOptions extends Omit<HostEnvOptions, "roots"> {
  /** Folders besides `cwd` that commands and file methods may write to. Default: none. */
  writable?: readonly string[] | undefined;
  /** Whether commands reach the network. Default: `false`. */
  network?: boolean | undefined;
  /** The program. Default: `bwrap`, looked for in `PATH`. */
  bubblewrap?: string | undefined;
}

/**
 * Files of this machine, and processes confined by bubblewrap: they write only to the working folder and a temporary
 * one (their `TMPDIR`; `/tmp` is another, of their own), see no keys, no sockets and no other processes, and have no
 * network. File methods stay inside the same folders. What a command leaves running ends with it.
 *
 * Runs a command to find out whether all of that holds here, and rejects with a `ToolError` (`not_supported`) that says
 * why when it does not; whether to go on without is the caller's decision.
 */
export async function sandboxEnv(options: SandboxEnvOptions): Promise<ExecutionEnv> {
  const { cwd, env: variables = {}, network = false } = options;
  const hidden = options.hidden ?? (variables.HOME ? credentialPaths(variables.HOME) : []);
  const folders = orThrow(
    await attempt("isolate commands in", cwd, () =>
      Promise.all([cwd, ...(options.writable ?? [])].map((folder) => realpath(folder))),
    ),
  );
  const own = orThrow(
    await attempt("make a temporary folder in", variables.TMPDIR ?? "/tmp", () =>
      makeOwnFolder(variables.TMPDIR ?? "/tmp"),
    ),
  );
  const program = options.bubblewrap ?? "bwrap";
  const writable = [...folders, own.forFiles];
  const confinement = { writable, temporary: own.asTmp, network, hidden };
  const env = hostEnv(
    { ...options, env: { ...variables, TMPDIR: own.forFiles }, roots: writable, hidden },
    {
      id: "sandbox",
      isolation: {
        level: network ? "filesystem" : "full",
        description: `${network ? "network allowed" : "no network"}, writes only below ${folders.join(", ")} and a temporary folder`,
      },
      confine: (argv, folder) => [program, ...bubblewrapArguments(confinement, folder, argv)],
    },
  );
  const sandbox: ExecutionEnv = {
    ...env,
    async close() {
      await env.close();
      await rm(own.path, { recursive: true, force: true });
    },
  };
  const isInside = folders.some((folder) => contains(folder, own.path));
  const problem = await findConfinementProblem(sandbox, {
    network,
    outside: isInside ? undefined : own.path,
  });
  if (problem === undefined) return sandbox;
  await sandbox.close();
  throw new ToolError("not_supported", `Commands cannot be isolated here: ${problem}`);
}

/** One folder on this machine: a part that has the same path inside, and a part that is `/tmp` inside. */
async function makeOwnFolder(parent: string) {
  const path = await realpath(await mkdtemp(join(parent, "argent-sandbox-")));
  const own = { path, forFiles: join(path, "files"), asTmp: join(path, "tmp") };
  await Promise.all([mkdir(own.forFiles), mkdir(own.asTmp)]);
  return own;
}
