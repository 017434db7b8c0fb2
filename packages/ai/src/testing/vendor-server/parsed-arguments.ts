import { isRecord } from "../../wire/fields.ts";

/** The arguments that a raw text stands for; `undefined` when it is not a JSON object. */
export function parsedArguments(raw: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(raw);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined; // a script may ask for malformed arguments
  }
}
