import { createIncrementalJson } from "@argent/ai";
import type { Loose } from "./loose.ts";

/** Puts right what models get wrong inside JSON strings: raw control characters, and backslashes before other letters. */
export function repairJson(json: string): string {
  return json.replaceAll(/"(?:\\.|[^"\\])*(?:"|\\?$)/gs, (literal) =>
    literal.replaceAll(badOrEscaped, (match) => {
      if (match === "\\") return "\\\\";
      return match.length === 1 ? escapeControl(match) : match;
    }),
  );
}

/** @throws SyntaxError when it cannot be read even after repair. */
export function parseJsonWithRepair<Value = Loose>(json: string): Value {
  try {
    return JSON.parse(json);
  } catch {
    return JSON.parse(repairJson(json)); // says what is wrong if repair did not help
  }
}

/** A JSON value that is complete, or what can be read of an object that is still arriving; empty while nothing can. */
export function parseStreamingJson<Value = Record<string, unknown>>(
  partialJson: string | undefined,
): Value;
export function parseStreamingJson(partialJson = ""): unknown {
  try {
    return parseJsonWithRepair(partialJson);
  } catch {
    // It is still arriving.
  }
  const reader = createIncrementalJson();
  reader.push(partialJson);
  return reader.value();
}

/** A whole escape, a lone backslash, or a control character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const badOrEscaped = /\\(?:u[0-9a-fA-F]{4}|["\\/bfnrt])|\\|[\u0000-\u001f]/g;

function escapeControl(character: string): string {
  return JSON.stringify(character).slice(1, -1);
}
