import fc from "fast-check";
import { expect, test } from "vitest";
import { createByteRing } from "./byte-ring.ts";

test("holds the last bytes of everything that was added", () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 20 });
  fc.assert(
    fc.property(chunks, fc.integer({ min: 1, max: 40 }), (added, size) => {
      const ring = createByteRing(size);
      for (const chunk of added) ring.add(chunk);
      const all = added.flatMap((chunk) => [...chunk]);
      expect([...ring.bytes()]).toEqual(all.slice(-size));
    }),
  );
});
