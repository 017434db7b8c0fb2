import { Type } from "@sinclair/typebox";
import { expect, test } from "vitest";
import { closedSchema } from "./closed-schema.ts";

test("every object is closed, however deep", () => {
  const schema = Type.Object({
    items: Type.Array(Type.Object({ name: Type.String() })),
    either: Type.Union([Type.Object({}), Type.Null()]),
  });
  expect(closedSchema(schema)).toEqual({
    type: "object",
    properties: {
      items: {
        type: "array",
        items: {
          type: "object",
          properties: { name: { type: "string" } },
          required: ["name"],
          additionalProperties: false,
        },
      },
      either: {
        anyOf: [{ type: "object", properties: {}, additionalProperties: false }, { type: "null" }],
      },
    },
    required: ["items", "either"],
    additionalProperties: false,
  });
});

test("a property named like a keyword, and data that look like a schema, are left alone", () => {
  const schema = {
    type: "object",
    properties: { type: { type: "string" }, enum: { const: { type: "object" } } },
  };
  expect(closedSchema(schema)).toEqual({ ...schema, additionalProperties: false });
});

test("what the schema says itself is kept, and the schema is not changed", () => {
  const schema = { type: "object", additionalProperties: { type: "object" } };
  expect(closedSchema(schema)).toEqual({
    type: "object",
    additionalProperties: { type: "object", additionalProperties: false },
  });
  expect(schema.additionalProperties).toEqual({ type: "object" });
});
