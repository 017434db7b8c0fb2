import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyChanges, changesOf, type Edit } from "./apply-edits.ts";

async function edit(text: string | Buffer, ...edits: [string, string][]): Promise<string> {
  const bytes = Buffer.from(text);
  const list = edits.map(([oldText, newText]) => ({ oldText, newText }));
  return applyChanges(bytes, await changesOf(bytes, list, "file")).toString();
}

async function failure(text: string, ...edits: [string, string][]) {
  return edit(text, ...edits).then(
    (result) => expect.fail(`wanted an error, got ${JSON.stringify(result)}`),
    (error: { code: string; message: string }) => error,
  );
}

describe("exact texts", () => {
  test("are replaced literally", async () => {
    for (const newText of ["$&", "$1 $$ $` $'", "\\n", "", "a\nb"]) {
      expect(await edit("one two three", ["two", newText])).toBe(`one ${newText} three`);
    }
  });

  test("are all looked up in the original", async () => {
    const result = await edit("a b c", ["a", "b2"], ["b", "c2"], ["c", "a2"]);
    expect(result).toBe("b2 c2 a2");
    expect(await edit("ab", ["b", "1"], ["a", "2"])).toBe("21");
  });

  test("may touch but not overlap", async () => {
    expect(await edit("abcd", ["ab", "1"], ["cd", "2"])).toBe("12");
    expect(await failure("abcd", ["bcd", "1"], ["abc", "2"])).toMatchObject({
      code: "ambiguous",
      message: "edits[0] and edits[1] overlap in file. Merge them into one edit.",
    });
  });

  test("must be unique, overlapping occurrences counted", async () => {
    expect(await failure("x\naa\naaa\n", ["aa", "b"])).toMatchObject({
      code: "ambiguous",
      message: expect.stringContaining("Found 3 occurrences of the text in file, at lines 2, 3."),
    });
  });

  test("must not be empty and must change something", async () => {
    expect(await failure("a", ["", "b"])).toMatchObject({ code: "invalid" });
    expect(await failure("a b", ["a", "a"], ["b", "b"])).toMatchObject({ code: "no_change" });
  });

  test("leave bytes alone that are not UTF-8", async () => {
    const bytes = Buffer.from([0xff, 0x61, 0xfe, 0x0a, 0x62]);
    const edits = [{ oldText: "b", newText: "c" }];
    const result = applyChanges(bytes, await changesOf(bytes, edits, "file"));
    expect([...result]).toEqual([0xff, 0x61, 0xfe, 0x0a, 0x63]);
  });

  test("agree with a plain split of the text", async () => {
    const word = fc.constantFrom("a", "b", "ab", "é", "\n", "$&", "\r", " ");
    const texts = fc.array(word, { maxLength: 12 }).map((parts) => parts.join(""));
    await fc.assert(
      fc.asyncProperty(texts, texts, texts, async (before, newText, after) => {
        const oldText = "needle 🧵\nin hay";
        const wanted = `${before}${newText}${after}`;
        const file = `${before}${oldText}${after}`;
        fc.pre(!file.includes("\r\n") && !newText.includes("\r\n"));
        expect(await edit(file, [oldText, newText])).toBe(wanted);
      }),
    );
  });

  test("several at once agree with one after the other", async () => {
    const marks = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(marks, fc.array(fc.string(), { minLength: 8 }), async (chosen, texts) => {
        const file = Array.from({ length: 31 }, (_, index) => `<${index}>`).join("\n");
        const edits: Edit[] = chosen.map((mark, index) => ({
          oldText: `<${mark}>`,
          newText: `[${(texts[index] ?? "").replaceAll("\r\n", "")}]`,
        }));
        let wanted = file;
        for (const { oldText, newText } of edits) wanted = wanted.split(oldText).join(newText);
        fc.pre(edits.every(({ newText }) => !/<\d+>/.test(newText)));
        const pairs = edits.map(({ oldText, newText }): [string, string] => [oldText, newText]);
        expect(await edit(file, ...pairs)).toBe(wanted);
      }),
    );
  });
});

describe("line endings", () => {
  test("of the file are kept, whatever the model writes", async () => {
    expect(await edit("a\r\nb\r\nc\r\n", ["a\nb\n", "a\nx\ny\n"])).toBe("a\r\nx\r\ny\r\nc\r\n");
    expect(await edit("a\r\nb\r\n", ["a\r\nb", "c\r\nd"])).toBe("c\r\nd\r\n");
    expect(await edit("a\nb\n", ["a\r\nb", "c\r\nd"])).toBe("c\nd\n");
    expect(await edit("a b\r\nc\r\n", ["b", "x\ny"])).toBe("a x\r\ny\r\nc\r\n");
    expect(await edit("first\r\nlast", ["last", "x\ny"])).toBe("first\r\nx\r\ny");
  });

  test("of lines that stay are kept where they are mixed", async () => {
    const file = "one\r\ntwo\nthree\r\nfour\n";
    expect(await edit(file, ["one\ntwo\nthree\nfour", "one\n2\nthree\nfour"])).toBe(
      "one\r\n2\nthree\r\nfour\n",
    );
    expect(await edit(file, ["one\ntwo\nthree\nfour", "one\ntwo\n3\nfour\nfive"])).toBe(
      "one\r\ntwo\n3\r\nfour\nfive\n",
    );
    expect(await edit(file, ["one\ntwo\nthree", "one\n2\n2b\nthree"])).toBe(
      "one\r\n2\n2b\nthree\r\nfour\n",
    );
    expect(await edit(file, ["one\ntwo", "zero\none\ntwo"])).toBe(`zero\r\n${file}`);
    expect(await edit(file, ["two\nthree\n", ""])).toBe("one\r\nfour\n");
    expect(await edit(file, ["\ntwo", "\n2"])).toBe("one\r\n2\nthree\r\nfour\n");
  });

  test("a lone carriage return is an ordinary character", async () => {
    expect(await edit("a\rb\nc", ["b", "x"])).toBe("a\rx\nc");
  });

  test("all stay CRLF in a CRLF file for any replacement", async () => {
    const lines = fc.array(fc.constantFrom("a", "b", "", " x"), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(lines, lines, lines, async (before, replacement, after) => {
        const file = [...before, "NEEDLE", "needle", ...after].join("\r\n");
        const result = await edit(file, ["NEEDLE\nneedle", replacement.join("\n")]);
        expect(result).toBe([...before, ...replacement, ...after].join("\r\n"));
      }),
    );
  });
});

describe("texts that are nearly right", () => {
  test("match lines with other trailing spaces and typographic characters; other lines keep theirs", async () => {
    const file = "if (a) {  \n  say(“hi” – x);\t\n\u00a0 done\n}  \n";
    const result = await edit(file, [
      'if (a) {\n  say("hi" - x);\n  done\n}',
      'if (a) {\n  say("hi" - x);\n  finished\n}',
    ]);
    expect(result).toBe("if (a) {  \n  say(“hi” – x);\t\n  finished\n}  \n");
  });

  test("match lines that are indented otherwise, and take over the indentation", async () => {
    const file = "class A:\n        def f(self):\n            return 1\n";
    expect(
      await edit(file, ["def f(self):\n    return 1", "def f(self):\n    x = 1\n\n    return x"]),
    ).toBe("class A:\n        def f(self):\n            x = 1\n\n            return x\n");
    expect(await edit("a\n  b\n", ["    a\n      b\n", "    a\n      c\n"])).toBe("a\n  c\n");
  });

  test("match lines that are indented with the other of tabs and spaces, and keep to the file's", async () => {
    const tabs = "\tif (x) {\n\t\tf();\n\t\t * note\n\t}\n";
    expect(
      await edit(tabs, [
        "    if (x) {\n        f();\n         * note\n    }",
        "    if (x) {\n        f();\n        if (y) {\n            g();\n        }\n         * note\n    }",
      ]),
    ).toBe("\tif (x) {\n\t\tf();\n\t\tif (y) {\n\t\t\tg();\n\t\t}\n\t\t * note\n\t}\n");
    expect(await edit("    a:\n      b\n", ["\t\ta:\n\t\t\tb", "\t\ta:\n\t\t\tc\n\t\td"])).toBe(
      "    a:\n      c\n    d\n",
    );
    expect(await edit("\t\ta {\n\t\t\tb\n", ["a {\n  b\n", "a {\n  c\n    d\n"])).toBe(
      "\t\ta {\n\t\t\tc\n\t\t\t\td\n",
    );
    expect(await failure("\t\ta\n", ["   a", "   b"])).toMatchObject({ code: "no_match" });
  });

  test("do not match when the indentation differs from line to line", async () => {
    expect(await failure("if x:\n  a\nb\n", ["if x:\n  a\n  b", "y"])).toMatchObject({
      code: "no_match",
    });
  });

  test("are refused when a new line cannot be moved to the left", async () => {
    expect(await failure("a\nb\n", ["  a\n  b", "  a\nc"])).toMatchObject({ code: "no_match" });
  });

  test("must be unique too", async () => {
    expect(await failure("  a;\nb;\n    a;\nb;\n", ["a; \nb;", "c"])).toMatchObject({
      code: "ambiguous",
      message: expect.stringContaining("at lines 1, 3"),
    });
  });

  test("may end with a line feed that the file lacks", async () => {
    expect(await edit("a\nlast", ["last\n", "first\n"])).toBe("a\nfirst");
  });

  test("keep the bytes of lines that stay, also when they are not UTF-8", async () => {
    const bytes = Buffer.from("a \nb\xff\nc\n", "latin1");
    const edits = [{ oldText: "a\nb\ufffd\nc", newText: "a\nb\ufffd\nd" }];
    const result = applyChanges(bytes, await changesOf(bytes, edits, "file"));
    expect(result.toString("latin1")).toBe("a \nb\xff\nd\n");
  });
});

describe("texts that are not there", () => {
  const file = "function one() {\n  return 1;\n}\n\nfunction two() {\n  return 2;\n}\n";

  test("are refused with the nearest block and its line numbers", async () => {
    const error = await failure(file, ["function two() {\n  return 3;\n}", "x"]);
    expect(error.code).toBe("no_match");
    expect(error.message).toContain("Could not find the exact text in file.");
    expect(error.message).toContain("lines 5-7:\n5\tfunction two() {\n6\t  return 2;\n7\t}");
  });

  test("are shown the most similar line when no line is the same", async () => {
    const error = await failure(file, ["function two(argument) {", "x"]);
    expect(error.message).toContain("5\tfunction two() {");
    expect((await failure(file, ["nothing like it", "x"])).message).not.toContain("nearest");
  });

  test("are shown a line that only looks alike, in a short file", async () => {
    const bytes = Buffer.from("one\nna\xefve\nthree\n", "latin1");
    const found = changesOf(bytes, [{ oldText: "na\u00efve", newText: "x" }], "file");
    await expect(found).rejects.toThrow("lines 2-2:\n2\tna\ufffdve");
  });

  test("are shown the part of a long line that is meant", async () => {
    const functions = Array.from({ length: 2000 }, (_, n) => `function f${n}(a){return a+${n}};`);
    const minified = functions.join("");
    const near = "function f777(a){return a+777};";
    for (const wrong of ["function f777(a){return b+777};", "function g(a){return a+777};"]) {
      const { message } = await failure(minified, [wrong, "x"]);
      expect(message).toContain(near);
      expect(message.length).toBeLessThan(500);
    }
  });

  test("are shown the place also when they are nothing but brackets", async () => {
    const error = await failure("a(b, {\n  c,\n  },\n];\n    }\n", ["},\n  ];\n}", "x"]);
    expect(error.message).toContain("lines 3-5:\n3\t  },\n4\t];\n5\t    }");
  });

  test("are named by their index when there are several", async () => {
    const error = await failure(file, ["return 1;", "x"], ["return 9;", "y"]);
    expect(error.message).toContain("Could not find edits[1] in file");
  });
});
