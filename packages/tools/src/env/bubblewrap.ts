import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Argv } from "./shell.ts";

export interface Confinement {
  /** Folders that commands may write to. */
  writable: readonly string[];
  /** Whether commands reach the network. */
  network: boolean;
  /** Files and folders that commands see empty. Those that do not exist are left out. */
  hidden: readonly string[];
}

/** Where people keep keys, below their home folder. */
const credentials = [
  ".argent",
  ".aws",
  ".azure",
  ".claude",
  ".codex",
  ".config/gcloud",
  ".config/gh",
  ".docker",
  ".git-credentials",
  ".gnupg",
  ".kube",
  ".netrc",
  ".npmrc",
  ".pi",
  ".pypirc",
  ".ssh",
];

export function credentialPaths(home: string): string[] {
  return credentials.map((name) => join(home, name));
}

/**
 * The arguments of bubblewrap (https://github.com/containers/bubblewrap) that run a program in a confinement: everything
 * is read-only but the writable folders and an empty `/tmp`, and processes end with the command.
 */
export function bubblewrapArguments(
  { writable, network, hidden }: Confinement,
  cwd: string,
  argv: Argv,
): string[] {
  const mounts = [
    ...hidden.filter((path) => existsSync(path)).map((path) => ({ path, words: hide(path) })),
    ...writable.map((path) => ({ path, words: ["--bind", path, path] })),
  ];
  // What lies deeper is mounted later: keys in a writable folder stay hidden, a workspace in a hidden one is seen.
  mounts.sort((a, b) => (a.path < b.path ? -1 : 1));
  return [
    "--die-with-parent",
    "--unshare-user-try",
    "--unshare-pid",
    "--unshare-ipc",
    "--unshare-uts",
    "--unshare-cgroup-try",
    ...(network ? [] : ["--unshare-net"]),
    ...["--ro-bind", "/", "/"],
    ...["--dev", "/dev"],
    ...["--proc", "/proc"],
    ...["--tmpfs", "/tmp"],
    ...mounts.flatMap(({ words }) => words),
    ...["--chdir", cwd],
    "--",
    ...argv,
  ];
}

function hide(path: string): string[] {
  return statSync(path).isDirectory() ? ["--tmpfs", path] : ["--ro-bind", "/dev/null", path];
}
