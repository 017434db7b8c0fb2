import { describe, test } from "vitest";
import { endpoints } from "../../test/conformance/endpoints.ts";
import { describeProvider, vendorServer } from "../testing/index.ts";

for (const { name, api, create, extraFields, model } of endpoints) {
  describeProvider(
    name,
    {
      async open(steps) {
        const server = await vendorServer({ steps, extraFields });
        return {
          provider: create({ baseUrl: server.baseUrl(api) }),
          model,
          close: () => server.close(),
        };
      },
    },
    { describe, test },
  );
}
