import { readlink, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ExecutionEnv } from "@argent/agent/env";

export interface PromisedConfinement {
  /** Whether the network may be reached. */
  network: boolean;
  /** A folder that commands must not be able to write to, when there is one. */
  outside: string | undefined;
}

const timeoutMs = 10_000;
const command = `readlink /proc/self/ns/pid /proc/self/ns/net
(: > "\${ARGENT_PROBE:-/dev/null}") 2> /dev/null
echo done`;

/** Runs a command that tries what it must not be able to do. What it could do, or why it did not run, for people. */
export async function findConfinementProblem(
  env: ExecutionEnv,
  { network, outside }: PromisedConfinement,
): Promise<string | undefined> {
  const probe = outside && join(outside, "probe");
  let output = "";
  const result = await env.exec(command, {
    timeoutMs,
    env: { ARGENT_PROBE: probe },
    onOutput(chunk) {
      output = (output + Buffer.from(chunk).toString()).slice(0, 1000);
    },
  });
  if (!result.ok) return `${result.error.message} ${hintFor(result.error.message)}`.trim();
  if (result.value.endedBy) return "bubblewrap did not come to an end.";
  const [processes, sockets, end] = output.trim().split("\n");
  const { exitCode } = result.value;
  if (exitCode !== 0 || end !== "done") {
    const said = output.trim() === "" ? "nothing" : `"${output.trim()}"`;
    return `bubblewrap ended with code ${exitCode} and said ${said}. ${hintFor(output)}`.trim();
  }
  if (probe && (await isRemoved(probe))) return "a command could write outside of its folders.";
  if (processes === (await ownNamespace("pid"))) return "a command could see other processes.";
  if (!network && sockets === (await ownNamespace("net"))) {
    return "a command could reach the network.";
  }
}

async function isRemoved(path: string): Promise<boolean> {
  return rm(path).then(
    () => true,
    () => false, // it is not there, which is what was wanted
  );
}

/** https://man7.org/linux/man-pages/man7/namespaces.7.html */
function ownNamespace(kind: "pid" | "net"): Promise<string> {
  return readlink(`/proc/self/ns/${kind}`);
}

/** What usually helps. */
function hintFor(output: string): string {
  return hints.find(({ says }) => says.test(output))?.hint ?? "";
}

const hints = [
  {
    says: /ENOENT|not found|No such file or directory/,
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
