import type { PiModel } from "./pi-types.ts";

/**
 * What a Pi model says about the upstream that a gateway should choose, as a change of the request's body: `provider` at
 * https://openrouter.ai/docs/guides/routing/provider-selection, `providerOptions.gateway` at
 * https://vercel.com/docs/ai-gateway/models-and-providers/provider-options. `undefined` when it says nothing.
 */
export function routingOf(model: PiModel): ((payload: unknown) => unknown) | undefined {
  const { openRouterRouting, vercelGatewayRouting } = { ...noRouting, ...model.compat };
  const { host } = URL.canParse(model.baseUrl) ? new URL(model.baseUrl) : { host: "" };
  if (openRouterRouting && host.endsWith("openrouter.ai")) {
    return (payload) => ({ ...object(payload), provider: openRouterRouting });
  }
  if (vercelGatewayRouting && host.endsWith("ai-gateway.vercel.sh")) {
    return (payload) => ({
      ...object(payload),
      providerOptions: { gateway: vercelGatewayRouting },
    });
  }
  return undefined;
}

const noRouting = { openRouterRouting: undefined, vercelGatewayRouting: undefined };

function object(payload: unknown): object {
  return typeof payload === "object" && payload !== null ? payload : {};
}
