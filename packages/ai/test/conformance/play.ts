import type { TurnRequest } from "../../src/provider.ts";
import {
  type Step,
  type VendorServer,
  type VendorServerOptions,
  vendorServer,
} from "../../src/testing/index.ts";
import type { ProviderOptions } from "../../src/wire/wire-provider.ts";
import { type Endpoint, endpoints } from "./endpoints.ts";
import { user } from "./shared-requests.ts";

export function endpointNamed(name: string): Endpoint {
  const found = endpoints.find((endpoint) => endpoint.name === name);
  if (found === undefined) throw new Error(`There is no endpoint "${name}".`);
  return found;
}

/** A provider of an endpoint, the server that answers it with these steps, and an ordinary request. */
export async function play(
  endpoint: Endpoint,
  steps: readonly Step[],
  options: ProviderOptions & Pick<VendorServerOptions, "onExhausted" | "keys"> = {},
) {
  const { onExhausted, keys, ...rest } = options;
  const { api, create, extraFields, model } = endpoint;
  const server: VendorServer = await vendorServer({ steps, extraFields, onExhausted, keys });
  const provider = create({ apiKey: "key", baseUrl: server.baseUrl(api), ...rest });
  const request: TurnRequest = { model, messages: [user("Go.")] };
  return { server, provider, request, [Symbol.asyncDispose]: () => server.close() };
}
