import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { UsageError } from "./arguments.ts";
import type { Contender, Workload } from "./bench-case.ts";
import { installPeer } from "./install-peer.ts";
import { isPeerId } from "./peers.ts";

/** Where a program is run from, or why it cannot be run. */
export type ProgramPlace =
  | { program: URL; nodeOptions: readonly string[]; cwd?: string }
  | { problem: string };

/**
 * Installs the peers that take part. One that cannot be installed is a problem of its own programs only.
 *
 * @returns what finds a program.
 */
export async function locatePrograms(
  workloads: readonly Workload[],
  dist: boolean,
  log: (line: string) => void,
): Promise<(owner: Contender["owner"], program: string) => ProgramPlace> {
  if (dist && !existsSync(new URL("../../packages/ai/dist/index.js", import.meta.url))) {
    throw new UsageError("--dist needs the built packages; run `pnpm build` first.");
  }
  const owners = new Set(
    workloads.flatMap(({ contenders }) => contenders.map(({ owner }) => owner)),
  );
  const folders = new Map<string, { folder: string } | { problem: string }>();
  for (const peer of [...owners].filter(isPeerId)) {
    log(`installing ${peer}, unless it is in the cache`);
    folders.set(
      peer,
      await installPeer(peer).then(
        (folder) => ({ folder }),
        (cause: Error) => ({ problem: `not installed: ${cause.message}` }),
      ),
    );
  }
  return (owner, program) => {
    const installed = folders.get(owner);
    if (installed === undefined) {
      const nodeOptions = owner === "argent" && !dist ? ["--conditions=@argent/source"] : [];
      return { program: new URL(program, import.meta.url), nodeOptions };
    }
    if ("problem" in installed) return installed;
    const { folder } = installed;
    return { program: pathToFileURL(join(folder, program)), nodeOptions: [], cwd: folder };
  };
}
