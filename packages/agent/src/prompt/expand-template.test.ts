// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the templates under test are written so
import fc from "fast-check";
import { expect, test } from "vitest";
import { expandTemplate } from "./expand-template.ts";

const three = ["one", "two", "three"];

test.each<[string, string]>([
  ["$1-$2-$4.", "one-two-."],
  ["${1} ${3}x", "one threex"],
  ["$@ | $ARGUMENTS", "one two three | one two three"],
  ["${@:2} | ${@:2:1} | ${@:0:2} | ${@:9}", "two three | two | one two | "],
  ["${1:-none} ${4:-none at all} ${4:-}.", "one none at all ."],
  ["$12 $0.50 $ $$ $ARGUMENTSX ${} ${HOME} ${@}", " $0.50 $ $$ $ARGUMENTSX ${} ${HOME} ${@}"],
])("%j becomes %j", (template, text) => {
  expect(expandTemplate(template, three)).toBe(text);
});

test("what is filled in is never a template again", () => {
  const hostile = ["$2 $& $` $' $$ ${@:1} ${name}", "second"];
  expect(expandTemplate("[$1] [$@]", hostile)).toBe(`[${hostile[0]}] [${hostile.join(" ")}]`);
  expect(expandTemplate("${name} $1", { arguments: ["${name}"], parameters: { name: "$1" } })).toBe(
    "$1 ${name}",
  );
});

test("fills parameters by name, and leaves alone what nobody gave", () => {
  const parameters = { folder: "/w", "user.name": "Sam" };
  const template = "${folder} ${user.name} ${toString} ${other} $1 $@ ${1:-x}";
  expect(expandTemplate(template, { parameters })).toBe(
    "/w Sam ${toString} ${other} $1 $@ ${1:-x}",
  );
});

test("takes a loaded template", () => {
  expect(expandTemplate({ body: "Review $1." }, ["a.ts"])).toBe("Review a.ts.");
});

test("an argument arrives as it is, whatever it holds", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(..."a1$@&`'{}:-"), minLength: 1 }),
      (argument) => {
        expect(expandTemplate("<$1|${@:1}>", [argument])).toBe(`<${argument}|${argument}>`);
      },
    ),
  );
});
