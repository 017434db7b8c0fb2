import { existsSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Argv } from "./shell.ts";

export interface Confinement {
  /** Folders that commands may write to. */
  writable: readonly string[];
  /** What commands see as `/tmp`. */
  temporary: string;
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

/** The sockets of other programs lie here: a mount that is read-only does not keep a command from talking to them. */
const sockets = "/run";
/** Not sockets, and needed: programs and drivers of NixOS, and where names are resolved. */
const neededBesideSockets = [
  "/run/current-system",
  "/run/opengl-driver",
  "/run/systemd/resolve/resolv.conf",
  "/run/systemd/resolve/stub-resolv.conf",
];

const kernelSwitches = ["/proc/sys", "/proc/sysrq-trigger"];

export function credentialPaths(home: string): string[] {
  return credentials.map((name) => join(home, name));
}

/**
 * The arguments of bubblewrap (https://github.com/containers/bubblewrap) that run a program in a confinement: everything
 * is read-only but the writable folders and `/tmp`, no socket of another program is seen, and processes end with the
 * command. Nothing in it is optional: what the kernel does not allow makes the command fail.
 */
export function bubblewrapArguments(
  { writable, temporary, network, hidden }: Confinement,
  cwd: string,
  argv: Argv,
): string[] {
  const mounts = [
    { path: "/tmp", words: ["--bind", temporary, "/tmp"] },
    { path: sockets, words: ["--tmpfs", sockets] },
    ...neededBesideSockets.map((path) => ({ path, words: ["--ro-bind-try", path, path] })),
    ...hidden.filter((path) => existsSync(path)).map(hide),
    ...writable.map((path) => ({ path, words: ["--bind", path, path] })),
  ];
  // What lies deeper is mounted later: keys in a writable folder stay hidden, a workspace in a hidden one is seen.
  mounts.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return [
    "--die-with-parent",
    "--unshare-user",
    "--unshare-pid",
    "--unshare-ipc",
    "--unshare-uts",
    ...(network ? [] : ["--unshare-net"]),
    // Root would keep the rights of root inside, and with them a way to mount.
    ...["--cap-drop", "ALL"],
    ...["--ro-bind", "/", "/"],
    ...["--dev", "/dev"],
    ...["--proc", "/proc"],
    // A new /proc holds the switches of the whole machine, which root may turn without any further right.
    ...kernelSwitches.flatMap((path) => ["--ro-bind-try", path, path]),
    ...mounts.flatMap(({ words }) => words),
    ...["--chdir", cwd],
    "--",
    ...argv,
  ];
}

/** A link is hidden where it leads to: the link itself cannot be mounted over. */
function hide(given: string): { path: string; words: string[] } {
  const path = realpathSync(given);
  const words = statSync(path).isDirectory() ? ["--tmpfs", path] : ["--ro-bind", "/dev/null", path];
  return { path, words };
}
