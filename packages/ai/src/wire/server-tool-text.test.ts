import fc from "fast-check";
import { expect, test } from "vitest";
import { serverToolText } from "./server-tool-text.ts";

test("a short item is the JSON that came", () => {
  const item = { type: "web_search_call", id: "ws_1", action: { query: "x", sources: [{ n: 1 }] } };
  expect(JSON.parse(serverToolText(item))).toEqual(item);
});

test.each([
  ["an image", `data:image/png;base64,${"iVBORw0K".repeat(100)}`],
  ["encrypted content", "EqgfCioI-_".repeat(100)],
])("%s is only named", (_, data) => {
  const item = { type: "code_interpreter_call", outputs: [{ type: "image", url: data }] };
  expect(JSON.parse(serverToolText(item))).toEqual({
    type: "code_interpreter_call",
    outputs: [{ type: "image", url: `(${data.length} characters of data)` }],
  });
});

test("a long address and long words in other scripts are no data", () => {
  const url = `https://example.com/${"a/b+c=".repeat(50)}`;
  const item = { url, text: "検索結果".repeat(100) };
  expect(JSON.parse(serverToolText(item))).toEqual(item);
});

test("a long string does not hide what follows it", () => {
  const item = { type: "program", code: "let x; ".repeat(1_000), status: "completed" };
  const { code, ...rest } = JSON.parse(serverToolText(item));
  expect(code).toBe(`${item.code.slice(0, 2_000)}…`);
  expect(rest).toEqual({ type: "program", status: "completed" });
});

test("whatever came, the text is bounded and whole characters", () => {
  const long = fc.string({ unit: fc.constantFrom("😀", "a ", "\n"), maxLength: 6_000 });
  const item = fc.record({
    type: fc.string(),
    first: long,
    outputs: fc.array(fc.oneof(long, fc.jsonValue({ maxDepth: 2 })), { maxLength: 6 }),
  });
  fc.assert(
    fc.property(item, (fields) => {
      const text = serverToolText(fields);
      expect(text.length).toBeLessThanOrEqual(8_001);
      expect(text.isWellFormed()).toBe(true);
    }),
    { numRuns: 100 },
  );
});
