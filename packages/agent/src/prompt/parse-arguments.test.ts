import fc from "fast-check";
import { expect, test } from "vitest";
import { parseArguments } from "./parse-arguments.ts";

test.each<[string, string[]]>([
  ["", []],
  ["  \n\t ", []],
  ["a  b\nc", ["a", "b", "c"]],
  ['"a b" c', ["a b", "c"]],
  ["'a b' c", ["a b", "c"]],
  ['--name="a b"c', ["--name=a bc"]],
  ['"" x', ["", "x"]],
  ['"say \\"hi\\" \\\\ \\n"', ['say "hi" \\ \\n']],
  ["'no \\ escape'", ["no \\ escape"]],
  ["a\\ b \\'c \\\"d", ["a b", "'c", '"d']],
  ["C:\\temp\\new", ["C:\\temp\\new"]],
  ["don't stop, it's fine", ["don't", "stop,", "it's", "fine"]],
  ["dogs' and 'cats and birds'", ["dogs'", "and", "cats and birds"]],
  ['a 20" screen', ["a", '20"', "screen"]],
  ["'never closed", ["'never", "closed"]],
  ["end\\", ["end\\"]],
])("%j are the arguments %j", (text, words) => {
  expect(parseArguments(text)).toEqual(words);
});

test("reads back whatever was quoted", () => {
  const quoted = (word: string) => `"${word.replaceAll(/[\\"]/g, "\\$&")}"`;
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom(..."aé😀 \"'\\\n") })), (words) => {
      expect(parseArguments(words.map(quoted).join(" "))).toEqual(words);
    }),
  );
});

test("loses no character but quotes, backslashes and white space", () => {
  const plain = (text: string) => text.replaceAll(/[\s\\"']/g, "");
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."ab \"'\\\n") }), (text) => {
      expect(plain(parseArguments(text).join(""))).toBe(plain(text));
    }),
  );
});

test("takes a megabyte of apostrophes in time: no character is looked at again and again", () => {
  expect(parseArguments("a'".repeat(2 ** 19))).toHaveLength(1);
});
