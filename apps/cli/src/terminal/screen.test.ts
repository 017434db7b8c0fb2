import fc from "fast-check";
import { expect, test } from "vitest";
import { createScreen } from "./screen.ts";
import { createTestTerminal } from "./test-terminal.ts";

const columns = 20;
const rows = 12;
const line = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "b", " ", "世", "👩‍💻", "é"), maxLength: 9 }),
  fc.constant("─".repeat(columns)),
  fc.constant(""),
);
const frame = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: rows - 2 }),
  cursorRow: fc.nat(),
  isHidden: fc.boolean(),
});
const update = fc.record({ finished: fc.array(line, { maxLength: 3 }), frame });

test("whatever is updated, the terminal shows all finished lines and the last frame below them", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(update, { minLength: 1, maxLength: 12 }), async (updates) => {
      const terminal = createTestTerminal(columns, rows);
      const screen = createScreen(terminal);
      const finished: string[] = [];
      for (const { finished: more, frame } of updates) {
        finished.push(...more);
        const { lines, isHidden } = frame;
        const cursor = isHidden ? undefined : { row: frame.cursorRow % lines.length, column: 0 };
        screen.update(more, { lines, cursor });
        const expected = [...finished, ...lines].map((text) => text.trimEnd());
        const shown = expected.slice(0, expected.findLastIndex((text) => text !== "") + 1);
        expect(await terminal.lines()).toEqual(shown);
        if (cursor) {
          expect(await terminal.cursor()).toEqual({ row: finished.length + cursor.row, column: 0 });
        }
      }
    }),
  );
});
