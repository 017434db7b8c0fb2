import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { agentLoops } from "../test/contract/cases/agent-loops.ts";
import { agentQueues } from "../test/contract/cases/agent-queues.ts";
import { agentRuns } from "../test/contract/cases/agent-runs.ts";
import { agentTools } from "../test/contract/cases/agent-tools.ts";
import { aiFaux } from "../test/contract/cases/ai-faux.ts";
import { aiModels } from "../test/contract/cases/ai-models.ts";
import { aiParts } from "../test/contract/cases/ai-parts.ts";
import { aiProviders } from "../test/contract/cases/ai-providers.ts";
import { exportNames } from "../test/contract/cases/export-names.ts";
import { proxy } from "../test/contract/cases/proxy.ts";
import {
  type ContractCases,
  differing,
  observed,
  type PiModules,
} from "../test/contract/contract.ts";
import { differences } from "../test/contract/differences.ts";
import { hasPi, importPi } from "../test/kit.ts";
import * as core from "./pi-agent-core/index.ts";
import * as ai from "./pi-ai/index.ts";

const cases: ContractCases = {
  ...exportNames,
  ...aiModels,
  ...aiParts,
  ...aiFaux,
  ...aiProviders,
  ...agentRuns,
  ...agentTools,
  ...agentQueues,
  ...agentLoops,
  ...proxy,
};

const argent: PiModules = { ai, core };

describe("our facades", () => {
  test.each(Object.entries(differences))("differ as the table says: %s", async (name, entry) => {
    const seen = observed(await cases[name]?.(argent));
    const isPart = typeof entry.argent === "object" && !Array.isArray(entry.argent);
    expect(seen).toEqual(isPart ? expect.objectContaining(entry.argent) : entry.argent);
  });
});

describe.runIf(hasPi)("our facades and the real Pi 0.73.1, as far as the table goes:", () => {
  test.each(Object.entries(cases))("%s", async (name, run) => {
    const pi: PiModules = { ai: await importPi("pi-ai"), core: await importPi("pi-agent-core") };
    const theirs = observed(await run(pi));
    const ours = observed(await run(argent));
    const difference = differences[name];
    if (difference === undefined) return expect(ours).toEqual(theirs);
    const { first, second } = differing(theirs, ours);
    expect({ pi: first, argent: second }).toEqual({ pi: difference.pi, argent: difference.argent });
    expect(first, "An entry that is not needed any more has to go.").not.toEqual(second);
  });
});

test("every entry of the table is about a case", () => {
  expect(Object.keys(differences).filter((name) => !Object.hasOwn(cases, name))).toEqual([]);
});

test("the page on differences has every entry with its reason", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../docs/pi-differences.md"), "utf8");
  const missing = Object.entries(differences).filter(
    ([name, { reason }]) => !page.includes(`| ${name} | ${reason} |`),
  );
  expect(missing.map(([name]) => name)).toEqual([]);
});
