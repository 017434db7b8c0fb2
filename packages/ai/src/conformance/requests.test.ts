import { describe, expect, test } from "vitest";
import type { Demand } from "../../test/conformance/behaviours.ts";
import { casesOf } from "../../test/conformance/cases-of.ts";
import { type Endpoint, endpoints } from "../../test/conformance/endpoints.ts";
import { play } from "../../test/conformance/play.ts";
import { requestCorpora } from "../../test/conformance/request-corpora.ts";
import { tool } from "../../test/conformance/shared-requests.ts";

describe.each(endpoints)("$name", (endpoint) => {
  for (const demand of casesOf(requestCorpora[endpoint.api], endpoint)) {
    test(demand.name, () => check(demand, endpoint));
  }
});

/** The body says it, the vendor takes it, and what could not be said is named in the answer. */
async function check({ request, sent, warning }: Demand, endpoint: Endpoint): Promise<void> {
  await using turn = await play(endpoint, [{ text: "ok" }]);
  const answer = await turn.provider.complete({ ...turn.request, tools: [tool], ...request });
  expect([answer.stopReason, answer.errorMessage]).toEqual(["stop", undefined]);
  expect(turn.server.requests[0]?.body).toMatchObject(sent);
  if (warning) expect(answer.warnings?.join("\n")).toContain(warning);
}
