import { describe, expect, test } from "vitest";
import { type ErrorBody, errorBodies } from "../../test/conformance/error-bodies.ts";
import { endpointNamed, play } from "../../test/conformance/play.ts";
import type { ErrorKind } from "../message.ts";

const passing: readonly ErrorKind[] = ["rate_limit", "overloaded", "server", "network", "timeout"];

describe.each(Object.entries(errorBodies))("%s", (name, bodies) => {
  test.each<ErrorBody>(bodies)("%i %j is %s", async (status, body, kind) => {
    const steps = [{ fault: { type: "status", status, body } as const }, { text: "never" }];
    await using turn = await play(endpointNamed(name), steps);
    const answer = await turn.provider.complete(turn.request);
    expect(answer).toMatchObject({
      stopReason: "error",
      error: { kind, retryable: passing.includes(kind) },
    });
    expect(answer.errorMessage).not.toBe("");
  });
});

test("there are enough of them to trust the classifier", () => {
  expect(Object.values(errorBodies).flat().length).toBeGreaterThanOrEqual(80);
});
