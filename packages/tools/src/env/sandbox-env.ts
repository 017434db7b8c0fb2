import { realpath } from "node:fs/promises";
import type { ExecutionEnv } from "@argent/agent/env";
import { orThrow, ToolError } from "../tool-error.ts";
import { bubblewrapArguments, credentialPaths } from "./bubblewrap.ts";
import { attempt } from "./env-failure.ts";
import { type HostEnvOptions, hostEnv } from "./host-env.ts";

/** What is `hidden` looks empty to commands too. Default: where people keep keys, below `env.HOME`. */
export interface SandboxEnvOptions extends Omit<HostEnvOptions, "roots"> {
  /** Folders besides `cwd` that commands and file methods may write to. */
  writable?: readonly string[] | undefined;
  /** Whether commands reach the network. Default: `false`. */
  network?: boolean | undefined;
  /** The program. Default: `bwrap`, looked for in `PATH`. */
  bubblewrap?: string | undefined;
}

/**
 * Files of this machine, and processes confined by bubblewrap: they write only to the working folder, see no keys, and
 * have no network. File methods stay inside the same folders. What a command leaves running ends with it.
 *
 * Runs a command to find out whether it works here, and rejects with a `ToolError` (`not_supported`) that says why when
 * it does not; whether to go on without is the caller's decision.
 */
export async function sandboxEnv(options: SandboxEnvOptions): Promise<ExecutionEnv> {
  const { cwd, env: variables = {}, writable = [], network = false } = options;
  const hidden = options.hidden ?? (variables.HOME ? credentialPaths(variables.HOME) : []);
  const folders = orThrow(
    await attempt("isolate commands in", cwd, () =>
      Promise.all([cwd, ...writable].map((folder) => realpath(folder))),
    ),
  );
  const program = options.bubblewrap ?? "bwrap";
  const env = hostEnv(
    { ...options, roots: folders, hidden },
    {
      id: "sandbox",
      isolation: {
        level: network ? "filesystem" : "full",
        description: `${network ? "network allowed" : "no network"}, writes only below ${folders.join(", ")}`,
      },
      confine(argv, folder) {
        const confinement = { writable: folders, network, hidden };
        return [program, ...bubblewrapArguments(confinement, folder, argv)];
      },
    },
  );
  const problem = await probe(env);
  if (problem === undefined) return env;
  await env.close();
  throw new ToolError("not_supported", `Commands cannot be isolated here: ${problem}`);
}

const probeTimeoutMs = 10_000;

/** Why a command that prints a word does not print it. */
async function probe(env: ExecutionEnv): Promise<string | undefined> {
  let output = "";
  const result = await env.exec("echo isolated", {
    timeoutMs: probeTimeoutMs,
    onOutput(chunk) {
      output = (output + Buffer.from(chunk).toString()).slice(0, 1000);
    },
  });
  if (!result.ok) return result.error.message;
  if (result.value.exitCode === 0 && output.trim() === "isolated") return undefined;
  if (result.value.endedBy) return "bubblewrap did not come to an end.";
  return `bubblewrap says "${output.trim()}". ${hintFor(output)}`;
}

/** For people only: what usually helps. */
function hintFor(output: string): string {
  return hints.find(({ says }) => says.test(output))?.hint ?? "";
}

const hints = [
  {
    says: /not found|No such file or directory/,
    hint: "Install the package bubblewrap.",
  },
  {
    says: /RTM_NEWADDR|loopback/,
    hint: "AppArmor restricts user namespaces: add a profile for bwrap, or allow the network.",
  },
  {
    says: /uid map|No permissions to create new namespace|Creating new namespace failed/,
    hint: "User namespaces are switched off (kernel.unprivileged_userns_clone, AppArmor, or the seccomp profile of a container).",
  },
  {
    says: /Can't mount proc|Failed to make \/ slave|pivot_root/,
    hint: "This container may not mount; it needs more privileges, or is isolation enough itself.",
  },
];
