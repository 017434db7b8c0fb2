import { expect, test } from "vitest";
import {
  amountField,
  arrayField,
  isRecord,
  numberField,
  recordField,
  stringField,
} from "./fields.ts";

const fields = { text: "a", count: 1, none: null, list: [1], inner: { text: "b" } };

test("a field is read only when it has the type that is asked for", () => {
  expect(stringField(fields, "text")).toBe("a");
  expect(stringField(fields, "count")).toBeUndefined();
  expect(numberField(fields, "count")).toBe(1);
  expect(numberField({ count: Number.NaN }, "count")).toBeUndefined();
  expect(numberField(fields, "none")).toBeUndefined();
});

test("an amount below zero is none, and one that is no number is unknown", () => {
  expect(amountField({ cost: -0.5 }, "cost")).toBe(0);
  expect(amountField({ cost: 0.5 }, "cost")).toBe(0.5);
  expect(amountField({ cost: Number.NaN }, "cost")).toBeUndefined();
});

test("an absent or wrong container is an empty one", () => {
  expect(recordField(fields, "inner")).toEqual({ text: "b" });
  for (const name of ["none", "list", "text", "absent"])
    expect(recordField(fields, name)).toEqual({});
  expect(arrayField(fields, "list")).toEqual([1]);
  for (const name of ["none", "inner", "absent"]) expect(arrayField(fields, name)).toEqual([]);
});

test("an array and null are no records", () => {
  expect([{}, [], null, "x", undefined].map(isRecord)).toEqual([true, false, false, false, false]);
});
