import type { BenchCase, Contender } from "../bench-case.ts";
import { type PeerId, peerIds, peers } from "../peers.ts";

/** What it costs a process to import a package and end. */
export const importCase: BenchCase = {
  name: "import",
  summary: "start Node, import a package, exit",
  async workloads() {
    return [
      {
        name: "import",
        series: "import",
        size: 1,
        measures: "process",
        contenders: [
          contender("bare node", "floor"),
          contender("@argent/ai", "argent", "@argent/ai"),
          contender("@argent/ai/anthropic", "argent", "@argent/ai/anthropic"),
          contender("@argent/agent", "argent", "@argent/agent"),
          fromCompat("typebox", "floor"),
          fromCompat("@argent/compat/pi-ai", "argent"),
          fromCompat("@argent/compat/pi-coding-agent", "argent"),
          ...peerIds().flatMap(packagesOf),
        ],
      },
    ];
  },
};

/** Pi's agent core comes with its coding agent, in the same version. */
const alsoImported: Partial<Record<PeerId, Record<string, string>>> = {
  "pi-0.73": { "@mariozechner/pi-agent-core": "0.73.1" },
};

function packagesOf(peer: PeerId): Contender[] {
  return Object.entries({ ...peers[peer], ...alsoImported[peer] }).map(([name, version]) =>
    contender(`${name} ${version}`, peer, name),
  );
}

function contender(name: string, owner: Contender["owner"], specifier?: string): Contender {
  return { name, owner, program: "programs/import.mjs", job: { specifier } };
}

/** The facades of Pi, and TypeBox, which Pi's hosts load anyway. */
function fromCompat(specifier: string, owner: Contender["owner"]): Contender {
  return { name: specifier, owner, program: "programs/import-from-compat.mjs", job: { specifier } };
}
