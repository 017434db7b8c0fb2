import fc from "fast-check";
import { expect, test } from "vitest";
import { Fifo } from "./fifo.ts";

test("is in the order of adding, whatever is added and deleted", () => {
  const act = fc.record({ do: fc.constantFrom("add", "delete", "take", "look"), item: fc.nat(5) });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60, size: "max" }), (acts) => {
      const fifo = new Fifo<number>();
      let model: number[] = [];
      for (const { do: what, item } of acts) {
        if (what === "add") {
          fifo.add(item);
          if (!model.includes(item)) model.push(item);
        } else if (what === "look") {
          expect(fifo.first).toBe(model[0]);
        } else {
          const gone = what === "delete" ? item : (fifo.first ?? -1);
          expect(fifo.delete(gone)).toBe(model.includes(gone));
          model = model.filter((other) => other !== gone);
        }
        expect([...fifo]).toEqual(model);
        expect(fifo.size).toBe(model.length);
      }
    }),
  );
});
