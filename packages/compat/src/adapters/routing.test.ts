import { expect, test } from "vitest";
import { piModel } from "../../test/kit.ts";
import { routingOf } from "./routing.ts";

const order = { order: ["anthropic"] };

test.each([
  ["https://openrouter.ai/api/v1", { openRouterRouting: order }, { a: 1, provider: order }],
  [
    "https://ai-gateway.vercel.sh/v1",
    { vercelGatewayRouting: order },
    { a: 1, providerOptions: { gateway: order } },
  ],
  ["https://example.com/v1", { openRouterRouting: order }, undefined],
  ["https://openrouter.ai/api/v1", {}, undefined],
  ["nowhere", { openRouterRouting: order }, undefined],
])("%s with %j", (baseUrl, compat, expected) => {
  expect(routingOf(piModel({ baseUrl, compat }))?.({ a: 1 })).toEqual(expected);
});
