import { randomBytes } from "node:crypto";

/** Makes ids of 60 random bits: unique without knowing the entries that were not loaded. */
export function createEntryIds(): () => string {
  let digits = "";
  let next = 0;
  return () => {
    if (next === digits.length) {
      digits = randomBytes((idLength * idsAtOnce) / 2).toString("hex");
      next = 0;
    }
    next += idLength;
    return digits.slice(next - idLength, next);
  };
}

/** Hexadecimal digits. */
const idLength = 15;
/** Random bytes cost less the more are asked for together. */
const idsAtOnce = 64;
