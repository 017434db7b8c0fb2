import { describe, expect, test } from "vitest";
import { answerCorpora } from "../../test/conformance/answer-corpora.ts";
import type { Exchange } from "../../test/conformance/behaviours.ts";
import { casesOf } from "../../test/conformance/cases-of.ts";
import { type Endpoint, endpoints } from "../../test/conformance/endpoints.ts";
import { comparable } from "../../test/conformance/expected-blocks.ts";
import { result, tool, user } from "../../test/conformance/shared-requests.ts";
import type { AssistantMessage, Message } from "../message.ts";
import type { TurnRequest } from "../provider.ts";
import { checkEvents } from "../testing/check-events.ts";
import { vendorServer } from "../testing/index.ts";
import { toolCallsOf } from "../text.ts";

describe.each(endpoints)("$name", (endpoint) => {
  for (const exchange of casesOf(answerCorpora[endpoint.api], endpoint)) {
    test(exchange.name, () => check(exchange, endpoint));
  }
});

/** The answer is as expected, comes of one request, and the model takes it back. */
async function check(exchange: Exchange, { api, create, extraFields, model }: Endpoint) {
  const { payloads, fault, replayed = [] } = exchange;
  const step = { recording: payloads.map((payload) => JSON.stringify(payload)), fault };
  await using server = await vendorServer({ steps: [step, step, { text: "ok" }], extraFields });
  const provider = create({ apiKey: "key", baseUrl: server.baseUrl(api) });
  const request: TurnRequest = { model, messages: [user("Go.")], tools: [tool] };

  const end = checkEvents(await Array.fromAsync(provider.stream(request)));
  const streamed = end.type === "done" ? end.message : end.error;
  expectAnswer(streamed, exchange);
  expectAnswer(await provider.complete(request), exchange);
  expect(server.requests).toHaveLength(2);

  const next = await provider.complete({ ...request, messages: continued(streamed) });
  expect([next.stopReason, next.errorMessage]).toEqual(["stop", undefined]);
  const sent = objectsIn(server.requests.at(-1)?.body);
  for (const part of replayed) expect(sent).toContainEqual(expect.objectContaining(part));
}

function expectAnswer(message: AssistantMessage, { content, message: expected }: Exchange): void {
  const blocks = message.content.map(comparable);
  if (content !== undefined) expect(blocks).toEqual(content);
  const hasCalls = toolCallsOf(message).length > 0;
  expect(message).toMatchObject({ stopReason: hasCalls ? "toolUse" : "stop", ...expected });
}

/** The conversation with the answer in it, and what follows. */
function continued(answer: AssistantMessage): Message[] {
  const results = toolCallsOf(answer).map(({ id }) => result(id, [{ type: "text", text: "ok" }]));
  return [user("Go."), answer, ...results, user("Go on.")];
}

function objectsIn(value: unknown): object[] {
  if (typeof value !== "object" || value === null) return [];
  return [value, ...Object.values(value).flatMap(objectsIn)];
}
