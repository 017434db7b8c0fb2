import { readFileSync } from "node:fs";
import { type AgentMessage, ArgentSessionManager, createArgentRuntime } from "@argent/agent";
import { type Step, scripted } from "@argent/ai/testing";
import { describe, expect, test } from "vitest";
import { hasPi, loadPi } from "../test/kit.ts";
import { oneLesson } from "../test/runtime/one-lesson.ts";
import { installedPis, place } from "../test/runtime/place.ts";
import { performWithFallback } from "./fallback/perform-with-fallback.ts";
import { createPiRuntime } from "./pi-runtime/create-pi-runtime.ts";
import { locatePi } from "./pi-runtime/load-pi.ts";

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

async function setUp(steps: Step[]) {
  const { sis, lesson, prompt } = await oneLesson();
  const here = await place(steps, { settings: { sis } });
  return { ...here, lesson, named: [{ id: lesson.id, title: lesson.title }], prompt };
}

async function messagesIn(file: string): Promise<AgentMessage[]> {
  const session = await ArgentSessionManager.open(file, { readOnly: true });
  const { messages } = session.buildSessionContext();
  await session.close();
  return messages;
}

describe.runIf(hasPi)("a session in which Argent has shown lessons", () => {
  test.each(["0.73.1", "0.87.1"] as const)("is read by Pi %s as it is", async (version) => {
    await using here = await setUp([{ text: "ok" }]);
    const runtime = createArgentRuntime({ ...here.options, provider: here.provider });
    const { prompt, named } = here;
    const { sessionFile = "", lessons } = await runtime.run({ sessionKey: "s", prompt });
    await runtime.close();
    expect(lessons).toEqual(named);
    const ours = await messagesIn(sessionFile);
    expect(ours.map(({ role }) => role)).toEqual(["custom", "user", "assistant"]);
    expect(readFileSync(sessionFile, "utf8")).toContain('"type":"custom_message"');
    const { coding } = await loadPi(version);
    const theirs = coding.SessionManager.open(sessionFile).buildSessionContext().messages;
    expect(plain(theirs)).toEqual(plain(ours));
  });

  test.each(installedPis)("goes on with Pi $version, whose model sees them", async ({ scope }) => {
    await using here = await setUp([{ text: "one" }, { text: "two" }]);
    const { options, requests, prompt, lesson } = here;
    const argent = createArgentRuntime({ ...options, provider: here.provider });
    await argent.run({ sessionKey: "s", prompt });
    await argent.close();
    const pi = createPiRuntime({ ...options, requests, pi: here.pi(scope) });
    const result = await pi.run({ sessionKey: "s", prompt });
    await pi.close();
    expect(result).toMatchObject({ success: true, response: "two", lessons: [] });
    expect(here.server.requests).toHaveLength(2);
    for (const { body } of here.server.requests) {
      expect(JSON.stringify(body.messages).split(`[${lesson.id}] When:`)).toHaveLength(2);
    }
  });

  test.each(installedPis)(
    "keeps them when Pi $version takes over a run, and so does its result",
    async ({ scope }) => {
      await using here = await setUp([{ text: "Pi answers." }]);
      const { options, requests, prompt, lesson, named } = here;
      const pi = locatePi(here.pi(scope));
      const runtime = createArgentRuntime({
        ...options,
        retry: { maxRetries: 0 },
        provider: scripted([{ error: { kind: "network", message: "refused" } }]),
        perform: (run, own) => performWithFallback(run, own, { pi, requests }),
      });
      const result = await runtime.run({ sessionKey: "s", prompt });
      await runtime.close();
      expect(result).toMatchObject({ response: "Pi answers.", lessons: named });
      const roles = (await messagesIn(result.sessionFile ?? "")).map(({ role }) => role);
      expect(roles).toEqual(["custom", "user", "assistant"]);
      expect(JSON.stringify(here.server.requests[0]?.body)).toContain(`[${lesson.id}]`);
    },
  );
});
