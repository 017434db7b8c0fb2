import { expect, test } from "vitest";
import { formatTable } from "./format-table.ts";

test("the first column is aligned to the left and the others to the right", () => {
  const table = formatTable(
    ["", "wall ms"],
    [
      ["floor", "1"],
      ["a long name", "12.5"],
    ],
  );
  expect(table.split("\n")).toEqual([
    "             wall ms",
    "floor              1",
    "a long name     12.5",
  ]);
});

test("a short row is filled up without trailing blanks", () => {
  expect(formatTable(["name", "value"], [["x"]]).split("\n")[1]).toBe("x");
});
