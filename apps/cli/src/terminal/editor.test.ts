import fc from "fast-check";
import { expect, test } from "vitest";
import {
  acted,
  type Editor,
  type EditorAction,
  emptyEditor,
  inserted,
  movedByRow,
  pasted,
  spokenText,
  withText,
} from "./editor.ts";
import { layoutText } from "./editor-layout.ts";
import { widthOf } from "./width.ts";

function typed(text: string, ...actions: EditorAction[]): Editor {
  return actions.reduce(acted, inserted(emptyEditor, text));
}

test("the cursor moves by what people take for one character", () => {
  const editor = typed("a👩‍💻世", "left", "left");
  expect(editor.cursor).toBe(1);
  expect(acted(editor, "deleteRight").text).toBe("a世");
});

test("words are passed, cut and put back", () => {
  expect(typed("one two three", "wordLeft", "wordLeft").cursor).toBe(4);
  expect(typed("one two three", "textStart", "wordRight").cursor).toBe(3);
  const cut = typed("one two three", "deleteWordLeft", "deleteWordLeft");
  expect(cut).toMatchObject({ text: "one ", killed: "two three" });
  expect(acted(acted(cut, "textStart"), "yank").text).toBe("two threeone ");
});

test("cutting to the end of the line takes the line feed when there is nothing else", () => {
  const editor = typed("one\ntwo", "textStart", "killToLineEnd");
  expect(editor.text).toBe("\ntwo");
  expect(acted(editor, "killToLineEnd").text).toBe("two");
});

test("what was typed in one go is undone in one go", () => {
  let editor = inserted(emptyEditor, "first ");
  for (const letter of "word") editor = inserted(editor, letter);
  expect(acted(editor, "undo").text).toBe("first ");
  expect(acted(acted(editor, "undo"), "undo").text).toBe("");
});

test("a long paste shows as a chip, is deleted as one, and is said whole", () => {
  const long = Array.from({ length: 10_000 }, (_, index) => `line $& ${index}`).join("\n");
  const editor = pasted(inserted(emptyEditor, "see "), long);
  expect(editor.text).toBe("see [paste #1: 10,000 lines]");
  expect(spokenText(editor)).toBe(`see ${long}`);
  expect(acted(editor, "deleteLeft").text).toBe("see ");
  expect(acted(acted(editor, "left"), "right").cursor).toBe(editor.text.length);
  expect(pasted(emptyEditor, "two\nlines").text).toBe("two\nlines");
});

test("up and down keep the column, count wide characters twice, and stop at the ends", () => {
  const editor = withText(emptyEditor, "世界世界\nabcdef\nxy");
  const up = movedByRow({ ...editor, cursor: 11 }, 80, -1);
  expect(up?.cursor).toBe(3);
  expect(movedByRow(editor, 80, 1)).toBeUndefined();
  expect(movedByRow({ ...editor, cursor: 0 }, 80, -1)).toBeUndefined();
});

test("every character is in exactly one row, no row is too wide, and the cursor is where it belongs", () => {
  const text = fc.string({ unit: fc.constantFrom("a", " ", "世", "👩‍💻", "\n"), maxLength: 40 });
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 12 }), fc.nat(), (words, columns, place) => {
      const cursor = Array.from({ length: words.length + 1 }, (_, index) => index)[
        place % (words.length + 1)
      ];
      const { rows, cursor: shown } = layoutText(words, words.length, columns);
      const covered = rows.map(({ start, end }) => words.slice(start, end)).join("");
      expect(covered).toBe(words.replaceAll("\n", ""));
      for (const { start, end } of rows) {
        expect(widthOf(words.slice(start, end))).toBeLessThanOrEqual(columns);
      }
      expect(shown.row).toBe(rows.length - 1);
      expect(layoutText(words, cursor ?? 0, columns).cursor.column).toBeLessThanOrEqual(columns);
    }),
  );
});
