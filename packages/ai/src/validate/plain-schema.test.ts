import { createRequire } from "node:module";
import type { Options } from "ajv";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonSchema } from "../schema.ts";
import { validateToolArguments } from "../validate-tool-arguments.ts";
import { plainCheck } from "./plain-schema.ts";

const require = createRequire(import.meta.url);
const isLibraryLoaded = () => Object.keys(require.cache).some((file) => file.includes("/ajv/"));

test("only what does not fit loads the validator library", () => {
  const tool = { name: "read", parameters: object({ path: { type: "string" } }) };
  expect(validateToolArguments(tool, { arguments: { path: "a" } })).toEqual({ path: "a" });
  expect(isLibraryLoaded()).toBe(false);
  expect(() => validateToolArguments(tool, { arguments: {} })).toThrow("path");
  expect(isLibraryLoaded()).toBe(true);
});

const names = fc.constantFrom("a", "b", "c", "constructor", "__proto__");
const primitives = fc.oneof(
  fc.constantFrom("", "a", "bc", "👍", "true", true, false, null),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0.5, -0, 1e300),
);
const limits = fc.integer({ min: -1, max: 3 });
const typeNames = fc.constantFrom(
  "array",
  "boolean",
  "integer",
  "null",
  "number",
  "object",
  "string",
);
const ownKeywords = {
  type: fc.oneof(typeNames, fc.uniqueArray(typeNames, { minLength: 1, maxLength: 3 })),
  enum: fc.uniqueArray(primitives, { minLength: 1, maxLength: 4 }),
  const: primitives,
  required: fc.uniqueArray(names, { maxLength: 2 }),
  minItems: limits,
  maxItems: limits,
  minLength: limits,
  maxLength: limits,
  pattern: fc.constantFrom("^a", "b|c$", "^.$", "^..$", "👍", "^\\p{L}$", "", "(", "^(?!t)"),
  minimum: limits,
  maximum: limits,
  exclusiveMinimum: limits,
  exclusiveMaximum: limits,
  description: fc.string(),
  format: fc.constant("email"),
  $schema: fc.constant("http://json-schema.org/draft-07/schema#"),
};
const schemas = schemasOfDepth(3);

/** At most a few keywords each: of many, one would nearly always say no. */
function schemasOfDepth(depth: number): fc.Arbitrary<object> {
  const part = depth > 1 ? schemasOfDepth(depth - 1) : fc.constant({});
  const keywords: Record<string, fc.Arbitrary<unknown>> = {
    ...ownKeywords,
    anyOf: fc.array(part, { minLength: 1, maxLength: 3 }),
    properties: fc.dictionary(names, part, { maxKeys: 3 }),
    additionalProperties: fc.oneof(fc.boolean(), part),
    items: part,
  };
  return fc
    .subarray(Object.keys(keywords), { maxLength: 4 })
    .chain((chosen) =>
      fc.record(Object.fromEntries(chosen.map((name) => [name, keywords[name] ?? fc.constant(0)]))),
    );
}
const { value: values } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    primitives,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(names, tie("value"), { maxKeys: 3 }),
  ),
}));

test("whatever it decides, the validator library decides the same", () => {
  const { Ajv2020 }: typeof import("ajv/dist/2020.js") = require("ajv/dist/2020.js");
  const options: Options = {
    logger: false,
    meta: false,
    strict: false,
    unicodeRegExp: false,
    validateFormats: false,
    validateSchema: false,
  };
  let decided = 0;
  fc.assert(
    fc.property(schemas, fc.array(values, { minLength: 3, maxLength: 8 }), (schema, samples) => {
      const check = plainCheck(schema);
      if (!check) return;
      const fits = new Ajv2020(options).compile({ ...schema });
      for (const sample of samples) {
        decided++;
        expect(check(sample)).toBe(fits(sample));
      }
    }),
    { numRuns: 500 },
  );
  expect(decided).toBeGreaterThan(1_000);
});

test.each<[string, unknown]>([
  ["a reference", { $ref: "#/$defs/a", $defs: { a: { type: "string" } } }],
  ["a pattern that is none", { type: "string", pattern: "(" }],
  ["a pattern that is no text", { pattern: 1 }],
  ["a tuple", { type: "array", items: [{ type: "string" }] }],
  ["patterns of names", { patternProperties: { "^a": { type: "string" } } }],
  ["a choice of objects", { enum: [{ a: 1 }] }],
  ["a name that every object has", object({ constructor: { type: "string" } })],
  ["a type that does not exist", { type: "text" }],
  ["types in types", { type: [["string"]] }],
  ["a keyword of the caller", { isSecret: true }],
  ["a keyword that every object has", { toString: true }],
  ["something else deep inside", object({ a: { items: { anyOf: [{ not: {} }] } } })],
])("leaves %s to the validator library", (_, schema) => {
  expect(plainCheck(schema)).toBeUndefined();
});

function object(properties: Record<string, unknown>): JsonSchema {
  return { type: "object", properties, required: Object.keys(properties) };
}
