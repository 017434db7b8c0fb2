import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type AgentTool, createArgentRuntime } from "@argent/agent";
import type { Provider } from "@argent/ai";
import { scripted } from "@argent/ai/testing";
import { createCodingTools } from "@argent/tools";
import { describe, expect, test } from "vitest";
import { hasPi } from "../../test/kit.ts";
import { place } from "../../test/runtime/place.ts";
import { drivePi, piModelOf, providerOf } from "../../test/shadow/pi-driver.ts";
import { pixelFile, type Scenario, scenarios } from "../../test/shadow/scenarios.ts";
import { fromPiModel } from "../adapters/pi-model.ts";
import { locatePi } from "../pi-runtime/load-pi.ts";
import type { AcceptedDifference } from "./accepted/accepted-difference.ts";
import { acceptedDifferences } from "./accepted-differences.ts";
import { performInShadow } from "./perform-in-shadow.ts";
import { formatShadowReport, type ShadowReport } from "./shadow-report.ts";

/** A tool whose schema says more than which fields there are. */
const closed: AgentTool = {
  name: "closed",
  description: "Takes nothing.",
  parameters: { type: "object", properties: {}, additionalProperties: false },
  execute: async () => ({ content: [] }),
};

/** Records a session with the real 0.73.1, and goes on in it in the shadow: a turn with a tool, and one with its result. */
async function shadow({ api = "anthropic-messages", record }: Scenario) {
  const base = piModelOf(api);
  await using here = await place([], {
    model: {
      ...fromPiModel({ ...base, input: [...base.input], provider: providerOf(api), baseUrl: "" }),
      api,
    },
  });
  writeFileSync(join(here.cwd, "pixel.png"), pixelFile);
  const pi = await drivePi({
    server: here.server,
    cwd: here.cwd,
    sessionsFolder: join(here.folder, "sessions"),
    agentFolder: join(here.folder, "agent"),
    api,
  });
  await record(pi);
  const { sessionFile } = pi.session;
  pi.session.dispose();
  const recorded = here.server.requests.length;
  pi.answers(
    {
      thinking: "Once more.",
      text: "Once more.",
      toolCalls: [{ id: "call_z", name: "read_file", arguments: { path: "note.txt" } }],
    },
    { text: "Still swordfish." },
  );
  const reports: ShadowReport[] = [];
  const installed = locatePi(here.pi("@mariozechner"));
  const runtime = createArgentRuntime({
    ...here.options,
    provider: here.provider,
    tools: (env) => [...createCodingTools({ cwd: env.cwd, env }), closed],
    perform: (run) =>
      performInShadow(run, {
        pi: installed,
        requests: here.requests,
        onReport: (report) => reports.push(report),
      }),
  });
  const result = await runtime.run({
    sessionKey: "s",
    sessionFile,
    prompt: "Go on.",
    thinking: "low",
  });
  await runtime.close();
  return { reports, result, calls: here.server.requests.length - recorded };
}

describe.runIf(hasPi)("a session of the real Pi 0.73.1 with", () => {
  const used = new Set<string>();
  test.each(scenarios)("$feature makes the same requests in the shadow", async (scenario) => {
    const { reports, result, calls } = await shadow(scenario);
    expect(result).toMatchObject({ success: true, response: "Still swordfish." });
    expect(reports.map(formatShadowReport)).toEqual(
      [1, 2].map((request) => expect.stringMatching(`Request ${request} of .*: no difference`)),
    );
    expect(calls).toBe(2);
    for (const { accepted } of reports) for (const entry of accepted) used.add(nameOf(entry));
  });

  test("… needs every entry of the table", () => {
    expect(acceptedDifferences.map(nameOf).filter((name) => !used.has(name))).toEqual([]);
  });
});

const nameOf = ({ api = "all", id }: AcceptedDifference) => `${api} ${id}`;

describe.runIf(hasPi)("the shadow", () => {
  /** Pi answers once, while Argent would send something else. */
  async function runBeside(change: (provider: Provider) => Provider) {
    await using here = await place([{ text: "Pi answers." }]);
    const pi = locatePi(here.pi("@mariozechner"));
    const runtime = createArgentRuntime({
      ...here.options,
      provider: change(here.provider),
      perform: (run) => performInShadow(run, { pi, requests: here.requests }),
    });
    const run = runtime.run({ sessionKey: "s", prompt: "Go." });
    const warnings: string[] = [];
    for await (const event of run) if (event.type === "warning") warnings.push(event.message);
    return { result: await run, warnings, calls: here.server.requests.length };
  }

  test("says what differs, on both sides", async () => {
    const { result, warnings, calls } = await runBeside((provider) => ({
      ...provider,
      stream: (request) => provider.stream({ ...request, systemPrompt: "Be long.", maxTokens: 5 }),
    }));
    expect(result).toMatchObject({ success: true, response: "Pi answers." });
    expect(warnings).toEqual([
      [
        "Request 1 of session s (anthropic-messages): 2 differences.",
        "  max_tokens",
        "    Pi:     8000",
        "    Argent: 5",
        "  system[0].text",
        '    Pi:     "Be brief."',
        '    Argent: "Be long."',
      ].join("\n"),
    ]);
    expect(calls).toBe(1);
  });

  test("reports a failure of Argent's, and does not let it touch the answer", async () => {
    const { result, warnings, calls } = await runBeside(() =>
      scripted([{ error: { kind: "auth", message: "no key at all" } }]),
    );
    expect(result).toMatchObject({ success: true, response: "Pi answers." });
    expect(warnings).toEqual([expect.stringMatching(/^Request 1 .*would have failed: no key/)]);
    expect(calls).toBe(1);
  });
});
