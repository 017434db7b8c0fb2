import { Type } from "@sinclair/typebox";
import { expect, test } from "vitest";
import { isStrictSchema } from "./strict-schema.ts";

const closed = { additionalProperties: false };
const point = Type.Object({ x: Type.Number(), y: Type.Number() }, closed);

test.each([
  ["a closed object", point],
  ["a closed object inside an array", Type.Object({ points: Type.Array(point) }, closed)],
  ["a nullable property", Type.Object({ p: Type.Union([point, Type.Null()]) }, closed)],
  ["a closed definition", { type: "object", properties: {}, ...closed, $defs: { point } }],
])("strict mode takes %s", (_name, schema) => {
  expect(isStrictSchema(schema)).toBe(true);
});

const open = Type.Object({ x: Type.Number() });
const optional = Type.Object({ x: Type.Optional(Type.Number()) }, closed);

test.each([
  ["an open object", open],
  ["an optional property", optional],
  ["an open object inside an array", Type.Object({ points: Type.Array(open) }, closed)],
  ["an open alternative", Type.Object({ p: Type.Union([point, optional]) }, closed)],
  ["an open definition", { type: "object", properties: {}, ...closed, $defs: { open } }],
  ["a map", Type.Record(Type.String(), Type.Number())],
  ["no schema", undefined],
])("strict mode does not take %s", (_name, schema) => {
  expect(isStrictSchema(schema)).toBe(false);
});
