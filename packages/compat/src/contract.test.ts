import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { argent } from "../test/coding-agent/both-sides.ts";
import { agentLoops } from "../test/contract/cases/agent-loops.ts";
import { agentMessages } from "../test/contract/cases/agent-messages.ts";
import { agentQueues } from "../test/contract/cases/agent-queues.ts";
import { agentRuns } from "../test/contract/cases/agent-runs.ts";
import { agentSessionControl } from "../test/contract/cases/agent-session-control.ts";
import { agentSessionHistory } from "../test/contract/cases/agent-session-history.ts";
import { agentSessionRuns } from "../test/contract/cases/agent-session-runs.ts";
import { agentTools } from "../test/contract/cases/agent-tools.ts";
import { aiFaux } from "../test/contract/cases/ai-faux.ts";
import { aiModels } from "../test/contract/cases/ai-models.ts";
import { aiParts } from "../test/contract/cases/ai-parts.ts";
import { aiProviders } from "../test/contract/cases/ai-providers.ts";
import { codingTools } from "../test/contract/cases/coding-tools.ts";
import { compaction } from "../test/contract/cases/compaction.ts";
import { proxy } from "../test/contract/cases/proxy.ts";
import { rpc } from "../test/contract/cases/rpc.ts";
import { sessionFiles } from "../test/contract/cases/session-files.ts";
import { sessionTrees } from "../test/contract/cases/session-trees.ts";
import {
  type ContractCase,
  type ContractCases,
  differing,
  observe,
  piVersions,
} from "../test/contract/contract.ts";
import { differenceOf, differences } from "../test/contract/differences.ts";
import { patienceMs } from "../test/contract/rpc-kit.ts";
import { hasPi, loadPi } from "../test/kit.ts";

// What hangs is to say so itself.
vi.setConfig({ testTimeout: 2 * patienceMs });

const cases: ContractCases = {
  ...aiModels,
  ...aiParts,
  ...aiFaux,
  ...aiProviders,
  ...agentRuns,
  ...agentTools,
  ...agentQueues,
  ...agentLoops,
  ...proxy,
  ...agentMessages,
  ...sessionTrees,
  ...sessionFiles,
  ...compaction,
  ...codingTools,
  ...agentSessionRuns,
  ...agentSessionHistory,
  ...agentSessionControl,
  ...rpc,
};

const named = (name: string): ContractCase =>
  cases[name] ??
  (() => {
    throw new Error(`There is no case "${name}".`);
  });

describe("our facades", () => {
  test.each(differences)("differ as the table says: $case, $versions", async (entry) => {
    const seen = await observe(named(entry.case), argent);
    const isPart = typeof entry.argent === "object" && !Array.isArray(entry.argent);
    expect(seen).toEqual(isPart ? expect.objectContaining(entry.argent) : entry.argent);
  });
});

describe.runIf(hasPi).each(piVersions)(
  "our facades and the real Pi %s, as far as the table goes:",
  (version) => {
    test.each(Object.entries(cases))("%s", async (name, run) => {
      const theirs = await observe(run, await loadPi(version));
      const ours = await observe(run, argent);
      const difference = differenceOf(name, version);
      if (difference === undefined) return expect(ours).toEqual(theirs);
      const { first, second } = differing(theirs, ours);
      expect({ pi: first, argent: second }).toEqual({
        pi: difference.pi,
        argent: difference.argent,
      });
      expect(first, "An entry that is not needed any more has to go.").not.toEqual(second);
    });
  },
);

test("every entry of the table is about a case, and the only one for its versions", () => {
  const seen = differences.flatMap((entry) =>
    entry.versions.map((version) => `${entry.case}, ${version}`),
  );
  expect(seen).toEqual([...new Set(seen)]);
  expect(differences.filter((entry) => !Object.hasOwn(cases, entry.case))).toEqual([]);
});

test.runIf(hasPi)("the facades have every name that the root entries of 0.73.1 have", async () => {
  const pi = await loadPi("0.73.1");
  expect(Object.keys(argent.ai).sort()).toEqual(Object.keys(pi.ai).sort());
  expect(Object.keys(argent.core).sort()).toEqual(Object.keys(pi.core).sort());
  const missing = Object.keys(pi.coding).filter((name) => !Object.hasOwn(argent.coding, name));
  expect(missing).toEqual([]);
});

test("the page on differences has every entry with its versions and its reason", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../docs/pi-differences.md"), "utf8");
  const missing = differences.filter(
    (entry) => !page.includes(`| ${entry.case} | ${entry.versions.join(", ")} | ${entry.reason} |`),
  );
  expect(missing.map((entry) => entry.case)).toEqual([]);
});
