import fc from "fast-check";
import { expect, test } from "vitest";
import { workspace } from "../../../test/coding-agent/workspace.ts";
import { readModelsJson } from "./models-json.ts";

test("comments and trailing commas are passed over, whatever stands in strings", () => {
  const texts = fc.constantFrom('a"b', "http://x // y", "/* no */", "a,]", "\\", "plain", ", }");
  fc.assert(
    fc.property(fc.dictionary(texts, texts, { maxKeys: 4 }), (headers) => {
      const providers = { p: { baseUrl: "http://p", headers } };
      const text = JSON.stringify({ providers }, null, 1)
        .replaceAll(/"\n( *)([}\]])/g, '",\n$1$2')
        .replaceAll("{\n", "{ // one, two\n /* three } */ ");
      using folder = workspace({ "models.json": text });
      expect(readModelsJson(folder.at("models.json"), () => false)).toEqual({ providers });
    }),
    { numRuns: 60 },
  );
});
