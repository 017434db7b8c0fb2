import { Type as Type0 } from "@sinclair/typebox";
import fc from "fast-check";
import Type1 from "typebox";
import { expect, expectTypeOf, test } from "vitest";
import type { JsonSchema } from "./schema.ts";
import { createToolValidator, validateToolArguments } from "./validate-tool-arguments.ts";

const validate = createToolValidator();

function call(parameters: JsonSchema, given: Record<string, unknown>) {
  return validate({ name: "edit", parameters }, { arguments: given });
}

function property(schema: JsonSchema, isRequired = true): JsonSchema {
  return { type: "object", properties: { x: schema }, ...(isRequired && { required: ["x"] }) };
}

test.each<[string, JsonSchema, unknown, unknown]>([
  ["a number in a string", { type: "number" }, " 3.5 ", 3.5],
  ["an integer in a string", { type: "integer" }, "3", 3],
  ["a boolean in a string", { type: "boolean" }, "false", false],
  ["1 for true", { type: "boolean" }, 1, true],
  ["a number where text is wanted", { type: "string" }, 42, "42"],
  ["null for a required number", { type: "number" }, null, 0],
  ["null for a required string", { type: "string" }, null, ""],
  ["null for a required boolean", { type: "boolean" }, null, false],
  ["an empty string for null", { type: "null" }, "", null],
  ["one item for a list", { type: "array", items: { type: "string" } }, "a", ["a"]],
  ["one object for a list", { type: "array" }, { a: 1 }, [{ a: 1 }]],
  ["a list in a string", { type: "array", items: { type: "number" } }, '["1", 2]', [1, 2]],
  ["an object in a string", property({ type: "number" }), '{"x": "1"}', { x: 1 }],
  ["the first type that fits", { type: ["integer", "boolean"] }, "true", true],
  ["an alternative by trial", { anyOf: [{ type: "number" }, { type: "boolean" }] }, "true", true],
  [
    "an alternative with properties",
    { oneOf: [property({ const: "a" }), property({ type: "integer" })] },
    { x: "7" },
    { x: 7 },
  ],
  [
    "all parts of allOf",
    { allOf: [property({ type: "integer" }), { type: "object" }] },
    { x: "7" },
    { x: 7 },
  ],
  [
    "values of a map",
    { type: "object", additionalProperties: { type: "number" } },
    { any: "1" },
    { any: 1 },
  ],
  [
    "places of a tuple",
    { type: "array", prefixItems: [{ type: "number" }], items: { type: "boolean" } } as JsonSchema,
    ["1", "true"],
    [1, true],
  ],
])("coerces %s", (_, schema, given, wanted) => {
  expect(call(property(schema), { x: given })).toEqual({ x: wanted });
});

test.each<[string, JsonSchema, unknown]>([
  ["a number in a string where a string is one of the types", { type: ["number", "string"] }, "3"],
  ["a string that fits an alternative", { anyOf: [{ type: "number" }, { type: "string" }] }, "3"],
  ["null where null is allowed", { type: ["string", "null"] }, null],
  ["JSON text where text is wanted", { type: "string" }, '{"a": 1}'],
])("leaves %s alone", (_, schema, given) => {
  const required = { type: "object", properties: { x: schema, y: { type: "number" } } };
  expect(call(required, { x: given, y: "1" })).toEqual({ x: given, y: 1 });
});

test("drops null for an optional property", () => {
  expect(call(property({ type: "number" }, false), { x: null })).toEqual({});
});

test("coerces behind references, also recursive ones", () => {
  const tree: JsonSchema = {
    type: "object",
    properties: { root: { $ref: "#/$defs/no~1de" } },
    $defs: {
      "no/de": {
        type: "object",
        properties: {
          size: { type: "integer" },
          children: { type: "array", items: { $ref: "#/$defs/no~1de" } },
        },
      },
    },
  };
  expect(call(tree, { root: { size: "1", children: { size: "2" } } })).toEqual({
    root: { size: 1, children: [{ size: 2 }] },
  });
});

test("never changes what it was given, and returns a copy", () => {
  const given = { x: { y: ["1"] }, rest: { deep: [1] } };
  const before = structuredClone(given);
  const result = call(
    { type: "object", properties: { n: { type: "number" } } },
    { ...given, n: "1" },
  );
  expect(given).toEqual(before);
  expect(result).toEqual({ ...given, n: 1 });
  expect(Reflect.get(Object(result), "rest")).not.toBe(given.rest);
});

test("says what is wrong in Pi's words, with paths and the received arguments", () => {
  const parameters: JsonSchema = {
    type: "object",
    properties: {
      lines: { type: "array", items: property({ enum: ["a", "b"] }) },
      path: { type: "string" },
    },
    required: ["path"],
    additionalProperties: false,
  };
  const run = () => call(parameters, { lines: [{ x: "c" }], other: 1 });
  expect(run).toThrow(
    expect.objectContaining({
      code: "invalid_arguments",
      message: [
        'Validation failed for tool "edit":',
        "  - path: must have required property 'path'",
        "  - other: must NOT have additional properties",
        '  - lines.0.x: must be equal to one of the allowed values: "a", "b"',
        "",
        "Received arguments:",
        JSON.stringify({ lines: [{ x: "c" }], other: 1 }, null, 2),
      ].join("\n"),
    }),
  );
});

test("names the root when the arguments as a whole are wrong", () => {
  expect(() => call({ type: "object", minProperties: 1 }, {})).toThrow(
    "  - root: must NOT have fewer",
  );
});

test("fails with the reason why arguments could not be read", () => {
  const toolCall = { arguments: {}, argumentsError: "The arguments are not valid JSON." };
  expect(() => validateToolArguments({ name: "edit", parameters: {} }, toolCall)).toThrow(
    expect.objectContaining({ code: "invalid_arguments", message: toolCall.argumentsError }),
  );
});

test("reports a schema that cannot be used", () => {
  expect(() => call({ type: "objekt" }, {})).toThrow(
    expect.objectContaining({ code: "invalid_request" }),
  );
  expect(() => call({ $ref: "#/$defs/missing" }, {})).toThrow(/cannot be used/);
});

test("takes schemas that name an older draft, unknown formats and unknown keywords", () => {
  const parameters = {
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    properties: { x: { type: "string", format: "made-up", "x-note": 1 } },
  };
  expect(call(parameters, { x: "y" })).toEqual({ x: "y" });
});

test("keeps __proto__ an ordinary name", () => {
  const given: Record<string, unknown> = JSON.parse('{"__proto__": "1", "x": "2"}');
  const result = call(
    {
      type: "object",
      properties: JSON.parse('{"__proto__": {"type": "number"}, "x": {"type": "number"}}'),
    },
    given,
  );
  expect(JSON.stringify(result)).toBe('{"__proto__":1,"x":2}');
});

test("infers, checks and coerces TypeBox 0.34 schemas", () => {
  const tool = {
    name: "edit",
    parameters: Type0.Object({
      path: Type0.String(),
      count: Type0.Optional(Type0.Integer()),
      mode: Type0.Union([Type0.Literal("read"), Type0.Literal("write")]),
      pair: Type0.Tuple([Type0.Number(), Type0.Boolean()]),
    }),
  };
  const given = { path: "a", count: "2", mode: "write", pair: ["1", "true"] };
  const result = validateToolArguments(tool, { arguments: given });
  expectTypeOf(result).toEqualTypeOf<{
    path: string;
    count?: number;
    mode: "read" | "write";
    pair: [number, boolean];
  }>();
  expect(result).toEqual({ path: "a", count: 2, mode: "write", pair: [1, true] });
});

test("infers, checks and coerces TypeBox 1.x schemas", () => {
  const tool = {
    name: "edit",
    parameters: Type1.Object({
      path: Type1.String(),
      count: Type1.Optional(Type1.Integer()),
      mode: Type1.Union([Type1.Literal("read"), Type1.Literal("write")]),
      kind: Type1.Enum(["x", "y"]),
      pair: Type1.Tuple([Type1.Number(), Type1.Boolean()]),
      labels: Type1.Record(Type1.String(), Type1.Number()),
      both: Type1.Intersect([
        Type1.Object({ a: Type1.String() }),
        Type1.Object({ b: Type1.Null() }),
      ]),
    }),
  };
  const given = {
    path: "a",
    count: "2",
    mode: "write",
    kind: "y",
    pair: ["1", "true"],
    labels: { n: 1 },
    both: { a: "x", b: null },
  };
  const result = validateToolArguments(tool, { arguments: given });
  expectTypeOf(result).toEqualTypeOf<{
    path: string;
    count?: number;
    mode: "read" | "write";
    kind: "x" | "y";
    pair: [number, boolean];
    labels: Record<string, number>;
    both: { a: string; b: null };
  }>();
  expect(result).toEqual({ ...given, count: 2, pair: [1, true] });
});

test("infers plain JSON Schema that is written as a constant", () => {
  const tool = {
    name: "edit",
    parameters: {
      type: "object",
      properties: {
        path: { type: "string" },
        lines: { type: "array", items: { type: "integer" } },
        size: { type: ["number", "null"] },
        mode: { enum: ["read", "write"] },
      },
      required: ["path"],
    },
  } as const;
  const result = validateToolArguments(tool, { arguments: { path: "a", lines: "1" } });
  expectTypeOf(result).toEqualTypeOf<{
    path: string;
    lines?: number[];
    size?: number | null;
    mode?: "read" | "write";
  }>();
  expect(result).toEqual({ path: "a", lines: [1] });
});

test("returns arguments that already fit unchanged", () => {
  const schema: JsonSchema = property({
    anyOf: [
      { type: "string" },
      { type: "number" },
      { type: "null" },
      { type: "array" },
      { type: "object" },
    ],
  });
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (x) => {
      fc.pre(typeof x !== "boolean");
      expect(call(schema, { x })).toEqual({ x });
    }),
  );
});
