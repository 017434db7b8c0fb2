import { InvalidArgumentError } from "commander";

/** The value of an option that a script may have left empty, which would mean something else than it looks. */
export function someText(value: string): string {
  if (value.trim() !== "") return value;
  throw new InvalidArgumentError("It is empty. Leave the option out, or give it a value.");
}
