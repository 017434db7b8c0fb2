import fc from "fast-check";
import { expect, test } from "vitest";
import { StreamedArguments } from "./streamed-arguments.ts";

function assembled(...partialArgs: unknown[]): unknown {
  const streamed = new StreamedArguments();
  for (const partial of partialArgs) streamed.take([partial]);
  return JSON.parse(streamed.text(true));
}

test("pieces of a string are joined, and other values are whole", () => {
  expect(
    assembled(
      { jsonPath: "$.path", stringValue: "/da", willContinue: true },
      { jsonPath: "$.path", stringValue: "ta" },
      { jsonPath: "$.count", numberValue: 2 },
      { jsonPath: "$.deep", boolValue: false },
      { jsonPath: "$.none", nullValue: "NULL_VALUE" },
    ),
  ).toEqual({ path: "/data", count: 2, deep: false, none: null });
});

test("paths lead through objects and arrays", () => {
  expect(
    assembled(
      { jsonPath: "$.edits[0].old", stringValue: "a" },
      { jsonPath: "$.edits[0].new", stringValue: "b" },
      { jsonPath: "$.edits[1]['old text']", stringValue: "c" },
      { jsonPath: '$["a.b"][0][0]', numberValue: 1 },
      { jsonPath: "$['it\\'s \\u0041']", numberValue: 2 },
    ),
  ).toEqual({
    edits: [{ old: "a", new: "b" }, { "old text": "c" }],
    "a.b": [[1]],
    "it's A": 2,
  });
});

test("a key named __proto__ is a key like any other", () => {
  expect(assembled({ jsonPath: "$.__proto__.polluted", boolValue: true })).toEqual(
    JSON.parse('{"__proto__":{"polluted":true}}'),
  );
  expect({}).not.toHaveProperty("polluted");
});

test.each(["$", "", "$.a[", "$.list[1000000000]", "$..a", "$.list.name"])(
  "the path %j cannot be followed, which is the server's error",
  (jsonPath) => {
    const list = { jsonPath: "$.list[0]", numberValue: 1 };
    expect(() => assembled(list, { jsonPath, numberValue: 1 })).toThrow(
      expect.objectContaining({ code: "server" }),
    );
  },
);

test("arguments that are cut off are no valid JSON", () => {
  const streamed = new StreamedArguments();
  expect(() => JSON.parse(streamed.text(false))).toThrow();
  streamed.take([{ jsonPath: "$.path", stringValue: "/da", willContinue: true }]);
  expect(streamed.text(false)).toBe('{"path":"/da"');
});

test("any arguments survive being streamed a leaf at a time", () => {
  const leaf = fc.oneof(
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
  );
  const value = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.constant(null),
      fc.array(tie("node"), { minLength: 1, maxLength: 3 }),
      fc.dictionary(fc.string(), tie("node"), { minKeys: 1, maxKeys: 3 }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value.node), fc.nat(), (input, at) => {
      const expected: unknown = JSON.parse(JSON.stringify(input));
      expect(assembled(...leaves(expected, "$", at))).toEqual(expected);
    }),
  );
});

/** The values of `value` under their paths, strings in two pieces. */
function leaves(value: unknown, path: string, at: number): object[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => leaves(item, `${path}[${index}]`, at));
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, item]) =>
      leaves(item, `${path}[${quoted(key)}]`, at),
    );
  }
  if (typeof value === "string") {
    const middle = at % (value.length + 1);
    return [value.slice(0, middle), value.slice(middle)].map((stringValue) => ({
      jsonPath: path,
      stringValue,
    }));
  }
  if (typeof value === "number") return [{ jsonPath: path, numberValue: value }];
  return [
    { jsonPath: path, ...(value === null ? { nullValue: "NULL_VALUE" } : { boolValue: value }) },
  ];
}

function quoted(key: string): string {
  return `'${JSON.stringify(key).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
