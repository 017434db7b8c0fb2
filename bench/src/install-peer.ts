import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, lstat, mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type PeerId, pinsOf } from "./peers.ts";

const installLimitMs = 5 * 60_000;

/**
 * Installs a peer with npm into a cache below the system's temporary folder, once for each set of pins, and puts the
 * programs beside it, so that their imports are found there.
 *
 * @returns the folder
 * @throws Error with what npm said.
 */
export async function installPeer(peer: PeerId): Promise<string> {
  const pins = pinsOf(peer);
  const hash = createHash("sha256").update(pins.join(" ")).digest("hex").slice(0, 12);
  const cache = await ownFolder(join(tmpdir(), `argent-bench-${process.getuid?.() ?? "cache"}`));
  const folder = join(cache, `${peer}-${hash}`);
  if (!(await exists(folder))) await install(pins, cache, folder);
  for (const programs of ["programs", "peers"]) {
    const source = new URL(`./${programs}`, import.meta.url);
    await cp(source, join(folder, programs), { recursive: true });
  }
  return folder;
}

/** The folder gets its name only when it is complete. */
async function install(pins: readonly string[], cache: string, folder: string): Promise<void> {
  const unfinished = await mkdtemp(join(cache, "unfinished-"));
  try {
    await promisify(execFile)(
      "npm",
      ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", ...pins],
      { cwd: unfinished, timeout: installLimitMs },
    ).catch((cause: unknown) => {
      throw new Error(problemIn(cause), { cause });
    });
    await rename(unfinished, folder).catch(async (cause) => {
      // another run has finished the same folder meanwhile
      if (!(await exists(folder))) throw cause;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** npm names the problem in its first two lines; what follows is advice and the path of a log. */
function problemIn(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const said = "stderr" in cause && typeof cause.stderr === "string" ? cause.stderr.trim() : "";
  return said === "" ? cause.message : said.split("\n").slice(0, 2).join("; ");
}

/** Programs are run from here, so nobody else may have made it. */
async function ownFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const found = await lstat(path);
  const isOurs = process.getuid === undefined || found.uid === process.getuid();
  if (!found.isDirectory() || !isOurs) {
    throw new Error(`${path} must be a folder of the current user; remove it and try again.`);
  }
  return path;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
