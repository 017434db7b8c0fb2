import fc from "fast-check";
import { expect, test } from "vitest";
import { createIncrementalJson } from "./incremental-json.ts";

test("shows strings as far as they go, and numbers and literals once they are complete", () => {
  const json = createIncrementalJson();
  const seen = [
    '{"path": "src/',
    'a.ts", "lines": [1',
    "2, tr",
    'ue, "x\\',
    "n\\u00",
    'e9"], "count": 7',
    "}",
  ].map((delta) => {
    json.push(delta);
    return structuredClone(json.value());
  });
  expect(seen).toEqual([
    { path: "src/" },
    { path: "src/a.ts", lines: [] },
    { path: "src/a.ts", lines: [12] },
    { path: "src/a.ts", lines: [12, true, "x"] },
    { path: "src/a.ts", lines: [12, true, "x\n"] },
    { path: "src/a.ts", lines: [12, true, "x\né"] },
    { path: "src/a.ts", lines: [12, true, "x\né"], count: 7 },
  ]);
  expect(json.end()).toEqual({ value: seen.at(-1) });
});

test("returns the same object each time", () => {
  const json = createIncrementalJson();
  json.push('{"a": ');
  const first = json.value();
  json.push('{"b": 1}}');
  expect(json.value()).toBe(first);
  expect(first).toEqual({ a: { b: 1 } });
});

test("shows an empty object while the text is not an object", () => {
  const json = createIncrementalJson();
  expect(json.value()).toEqual({});
  json.push("[1, 2]");
  expect(json.value()).toEqual({});
  expect(json.end()).toEqual({ value: [1, 2] });
});

test.each([
  ["a raw line break", '{"a": "x\ny"}', { a: "x\ny" }, 8],
  ["an unknown escape", '{"a": "C:\\qux"}', { a: "C:\\qux" }, 10],
  ["a bad \\u escape", '{"a": "\\u12zz", "b": 1}', { a: "\\u12zz", b: 1 }, 11],
])("tolerates %s in the view and refuses it at the end", (_, text, view, offset) => {
  const json = createIncrementalJson();
  json.push(text);
  expect(json.value()).toEqual(view);
  expect(json.end()).toMatchObject({ error: { offset } });
});

test("keeps what was readable before a syntax error, and says where it is", () => {
  const json = createIncrementalJson();
  json.push('{"a": 1, ');
  json.push("oops");
  expect(json.value()).toEqual({ a: 1 });
  expect(json.end()).toEqual({
    error: { message: 'Expected a key in double quotes, got "o" (at 9).', offset: 9 },
  });
});

test("takes __proto__ as a key like any other", () => {
  const json = createIncrementalJson();
  json.push('{"__proto__": {"polluted": true}, "constructor": 1}');
  const value = json.value();
  expect(Object.keys(value)).toEqual(["__proto__", "constructor"]);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect(value.polluted).toBeUndefined();
});

const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.constantFrom("-0", "1E5", "2.50e-3"),
);
const jsonText = fc.oneof(
  { weight: 3, arbitrary: fc.json({ stringUnit: "binary" }) },
  { weight: 1, arbitrary: number.map(String) },
  {
    weight: 1,
    arbitrary: fc.jsonValue().map((value) => JSON.stringify(value, undefined, "\t") ?? ""),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(..."012", "", " ", "{}", "nul", "truefalse", "[1,]", "\ufeff{}"),
  },
);

const damaged = fc
  .tuple(
    jsonText,
    fc.nat(),
    fc.nat({ max: 2 }),
    fc.constantFrom("", '"', "\\", "{", "]", ",", "e", "-", "\n", "\\ud8", "0"),
  )
  .map(([text, at, removed, inserted]) => {
    const start = at % (text.length + 1);
    return text.slice(0, start) + inserted + text.slice(start + removed);
  });

test("agrees with JSON.parse on validity and value, however the text is cut", () => {
  fc.assert(
    fc.property(fc.oneof(jsonText, damaged), fc.array(fc.nat({ max: 7 })), (text, sizes) => {
      const json = createIncrementalJson();
      for (const piece of cut(text, sizes)) {
        json.push(piece);
        json.value();
      }
      const ended = json.end();
      const expected = parsed(text);
      if ("value" in expected) {
        expect(ended).toEqual(expected);
        expect(JSON.stringify("value" in ended && ended.value)).toBe(
          JSON.stringify(expected.value),
        );
      } else {
        expect(ended).toHaveProperty("error");
      }
    }),
    { numRuns: 3_000 },
  );
});

test("shows only beginnings of the final strings on the way", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.string({ unit: "binary" })),
      fc.nat({ max: 5 }),
      (object, size) => {
        const json = createIncrementalJson();
        for (const piece of cut(JSON.stringify(object), [size])) {
          json.push(piece);
          for (const [key, text] of Object.entries(json.value())) {
            expect(object[key]?.startsWith(String(text))).toBe(true);
          }
        }
      },
    ),
  );
});

test("parses nesting deeper than a call stack", () => {
  const depth = 50_000;
  const json = createIncrementalJson();
  json.push(`{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`);
  expect(json.end()).toHaveProperty("value");
});

/** Pieces of the given sizes, used over and over; zero becomes one. */
function cut(text: string, sizes: readonly number[]): string[] {
  const pieces: string[] = [];
  for (let start = 0, turn = 0; start < text.length; turn++) {
    const size = (sizes[turn % Math.max(1, sizes.length)] ?? 3) || 1;
    pieces.push(text.slice(start, start + size));
    start += size;
  }
  return pieces;
}

function parsed(text: string): { value: unknown } | { error: unknown } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { error };
  }
}
