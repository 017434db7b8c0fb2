import { isRecord } from "../is-record.ts";

/**
 * Reads the complete argument text of a tool call. No text means no arguments; text that is not a JSON object gives
 * empty arguments and the reason, so that nothing is executed by guess.
 */
export function parseToolArguments(raw: string): {
  arguments: Record<string, unknown>;
  argumentsError?: string;
} {
  if (raw.trim() === "") return { arguments: {} };
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return {
      arguments: {},
      argumentsError: `The arguments are not valid JSON (${reason}). Received: ${excerpt(raw)}`,
    };
  }
  if (!isRecord(value)) {
    return {
      arguments: {},
      argumentsError: `The arguments must be a JSON object. Received: ${excerpt(raw)}`,
    };
  }
  return { arguments: { ...value } };
}

function excerpt(raw: string): string {
  const limit = 200;
  const points = Array.from(raw.slice(0, limit * 2));
  return points.length > limit ? `${points.slice(0, limit).join("")}…` : raw;
}
