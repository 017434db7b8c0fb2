import fc from "fast-check";
import { expect, test } from "vitest";
import { shellCommands } from "./shell-commands.ts";

function shape(line: string): string {
  return shellCommands(line)
    .map(({ joiner, assignments, words, isBackground }) =>
      [joiner, ...assignments, ...words.map((word) => `<${word}>`), isBackground ? "&" : ""]
        .filter(Boolean)
        .join(" "),
    )
    .join(" ");
}

test.each([
  ["npm test", "<npm> <test>"],
  ["cd web && CI=1 npm test 2>&1 | tail -20", "<cd> <web> && CI=1 <npm> <test> | <tail> <-20>"],
  [`git commit -m "run npm test"; ls`, "<git> <commit> <-m> <run npm test> ; <ls>"],
  [`echo 'a && b' "c \\"d\\"; $x"`, `<echo> <a && b> <c "d"; $x>`],
  ["npm test > out.txt 2>/dev/null < in", "<npm> <test>"],
  ["npm test &> log", "<npm> <test>"],
  ["(cd x; make) && ls # npm test", "<cd> <x> ; <make> && <ls>"],
  ["a \\\n  b\n\n# note\nc", "<a> <b> ; <c>"],
  ["a &&\n  b ||\n c", "<a> && <b> || <c>"],
  ["cat <<'EOF' > f\nnpm test\nEOF\nls", "<cat> ; <ls>"],
  ["cat <<EOF\nnpm test", "<cat> ; <npm> <test>"],
  ["cat <<< word", "<cat>"],
  ["node server.js &", "<node> <server.js> &"],
  ["node a & node b", "<node> <a> & & <node> <b>"],
  ["echo a2>b c", "<echo> <a2> <c>"],
  ["exit $CODE", "<exit> <$CODE>"],
  ["", ""],
])("reads %j", (line, expected) => {
  expect(shape(line)).toBe(expected);
});

test("reads anything, and each command has something in it", () => {
  const parts = ["npm", "'", '"', "\\", "&&", "|", ";", "\n", " ", ">", "<<EOF", "$(", ")", "#"];
  const lines = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom(...parts)).map((list) => list.join("")),
  );
  fc.assert(
    fc.property(lines, (line) => {
      for (const { words, assignments } of shellCommands(line)) {
        expect(words.length + assignments.length).toBeGreaterThan(0);
      }
    }),
  );
});

test("takes time in proportion to the line", () => {
  for (const part of ["<<EOF\n", "'", "\\", "((", "$((", "<", "2>&", "a=", "\n\t"]) {
    shellCommands(part.repeat(50_000)); // minutes, if it were the square
  }
});
