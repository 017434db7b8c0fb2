import fc from "fast-check";
import { expect, test } from "vitest";
import { editSettingsJson, lineAt, parseSettingsJson } from "./settings-json.ts";

const commented = `// mine
{
  "model": "gpt-4o", // the cheap one: "not a string
  /* "provider": "nobody", */
  "url": "http://not/a/comment",
  "list": [1, 2,],
}
`;

test("comments and trailing commas are read over, and what looks like them in a string is kept", () => {
  const parsed = parseSettingsJson(commented);
  expect(parsed.ok && parsed.value.value).toEqual({
    model: "gpt-4o",
    url: "http://not/a/comment",
    list: [1, 2],
  });
});

test("a fault is found on its line", () => {
  const text = '{\n  "a": 1,\n  "b": nope\n}';
  const parsed = parseSettingsJson(text);
  expect(parsed.ok ? 0 : lineAt(text, parsed.error.offset)).toBe(3);
});

test.each(["[]", "1", '"text"', "null", "", "{", '{"a": 1} 2'])("%j is no object", (text) => {
  expect(parseSettingsJson(text).ok).toBe(false);
});

test("one property is changed, and comments, order and the others stay", () => {
  expect(editSettingsJson(commented, "model", "gpt-5")).toBe(
    commented.replace('"gpt-4o"', '"gpt-5"'),
  );
  const added = editSettingsJson(commented, "queue", { cap: 3 });
  expect(added).toContain('"list": [1, 2,],\n  "queue": {\n    "cap": 3\n  },');
  expect(added).toContain("// mine");
});

const key = fc.constantFrom("a", "b", "c", "model", "x y", '"');
const edits = fc.array(fc.tuple(key, fc.option(fc.jsonValue(), { nil: undefined })), {
  maxLength: 8,
});
const ending = fc.constantFrom("", ",", " , // end\n", "/* , */ ,");

test("after any edits the text says what was written", () => {
  fc.assert(
    fc.property(fc.dictionary(key, fc.jsonValue()), ending, edits, (start, end, changes) => {
      const expected = new Map(Object.entries(structuredClone(start)));
      const body = [...expected].map(
        ([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value, null, 1)}`,
      );
      let text = `/* { */ { ${body.join(", // next\n")}${body.length > 0 ? end : ""} }`;
      for (const [name, value] of changes) {
        text = editSettingsJson(text, name, value);
        if (value === undefined) expected.delete(name);
        else expected.set(name, value);
      }
      const parsed = parseSettingsJson(text);
      expect(parsed.ok ? parsed.value.value : parsed.error.message).toEqual(
        JSON.parse(JSON.stringify(Object.fromEntries(expected))),
      );
    }),
    { numRuns: 2_000 },
  );
}, 600_000);

// There is nothing to measure: a reader that looks at characters again and again would not come to an end here.
test("a hostile text costs no more than its length", () => {
  const texts = [
    `{"a": "${'\\"'.repeat(500_000)}`,
    `{"a": 1 ${"/*".repeat(500_000)}`,
    `{"a": ${",".repeat(500_000)}${" ".repeat(500_000)}`,
    `{"a": 1 ${",\n".repeat(500_000)}`,
  ];
  expect(texts.map((text) => parseSettingsJson(text).ok)).toEqual([false, false, false, false]);
});
