import type { AgentEvent } from "@argent/agent";
import { describe, expect, test } from "vitest";
import { hasPi } from "../test/kit.ts";
import { peersFolder, place } from "../test/runtime/place.ts";
import { createRuntime } from "./create-runtime.ts";
import type { ShadowReport } from "./shadow/shadow-report.ts";

const options = { cwd: "/", sessionFolder: "/nowhere", pi: { folders: ["/nowhere"] } };

test.each([
  {},
  { ARGENT_RUNTIME: "on" },
  { ARGENT_RUNTIME: "pi", ARGENT_RUNTIME_MODE: "argent_strict" },
])("%j is Argent, and looks for no Pi", (env) => {
  expect(createRuntime({ ...options, env }).id).toBe("argent");
});

test.each([
  { ARGENT_RUNTIME: "pi" },
  { ARGENT_RUNTIME: "shadow" },
  { ARGENT_RUNTIME_MODE: "pi_only" },
  { ARGENT_RUNTIME_MODE: "argent_with_fallback" },
])("%j names who asks, the packages that are missing and what to do", (env) => {
  expect(() => createRuntime({ ...options, env })).toThrow(
    expect.objectContaining({
      code: "sdk_missing",
      message: expect.stringMatching(
        /^ARGENT_RUNTIME.* asks for Pi\. .*pi-coding-agent, pi-agent-core and pi-ai.*ARGENT_RUNTIME=argent/,
      ),
    }),
  );
});

test("a value that means nothing is an error", () => {
  expect(() => createRuntime({ ...options, env: { ARGENT_RUNTIME: "maybe" } })).toThrow(RangeError);
});

describe.runIf(hasPi)("with Pi installed", () => {
  async function run(flag: Record<string, string>, reports: ShadowReport[] = []) {
    await using here = await place([{ text: "An answer." }]);
    const runtime = createRuntime({
      cwd: here.cwd,
      sessionFolder: here.folder,
      model: { ...here.model, provider: "anthropic" },
      env: {
        ...flag,
        ANTHROPIC_API_KEY: "key-of-the-environment",
        ANTHROPIC_BASE_URL: here.server.baseUrl("anthropic-messages"),
      },
      pi: { folders: [peersFolder] },
      onShadowReport: (report) => reports.push(report),
    });
    const started = runtime.run({ sessionKey: "s", prompt: "Go." });
    const events: AgentEvent[] = [];
    for await (const event of started) events.push(event);
    const result = await started;
    await runtime.close();
    const [request, ...others] = here.server.requests;
    expect(others).toEqual([]);
    expect(request?.headers["x-api-key"]).toBe("key-of-the-environment");
    return { id: runtime.id, result, events };
  }

  test.each([
    [{ ARGENT_RUNTIME: "pi" }, "pi"],
    [{ ARGENT_RUNTIME_MODE: "argent_with_fallback" }, "argent"],
    [{ ARGENT_RUNTIME: "argent" }, "argent"],
  ])("%j answers with the keys and endpoints of the environment given", async (flag, id) => {
    expect(await run(flag)).toMatchObject({
      id,
      result: { success: true, response: "An answer." },
    });
  });

  test("in the shadow Pi answers, and the coding agent's own requests are compared", async () => {
    const reports: ShadowReport[] = [];
    const { id, result, events } = await run({ ARGENT_RUNTIME: "shadow" }, reports);
    expect({ id, response: result.response }).toEqual({ id: "pi", response: "An answer." });
    expect(reports).toMatchObject([{ request: 1, api: "anthropic-messages", differences: [] }]);
    expect(events.filter(({ type }) => type === "warning")).toEqual([]);
  });
});
