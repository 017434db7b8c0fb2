import { InvalidArgumentError } from "commander";

/** Reads an option. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("Use a whole number above 0, for example 20.");
}
