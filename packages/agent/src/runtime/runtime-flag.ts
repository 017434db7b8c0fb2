/** Which runtime answers. `shadow`: Pi answers while Argent's request is compared with Pi's. */
export type RuntimeChoice = "argent" | "pi" | "shadow";

/** What `ARGENT_RUNTIME` and `ARGENT_RUNTIME_MODE` say. */
export interface RuntimeFlag {
  /** `undefined`: nobody chose, so the caller's own default holds. */
  choice: RuntimeChoice | undefined;
  /** Argent first; a run goes to Pi when it fails before anything was sent or done. */
  fallback: boolean;
  /** Why, for `doctor`: the variable and its value. */
  reason: string;
}

const choices = new Map<string, RuntimeChoice>([
  ...["true", "1", "yes", "on", "argent"].map((word) => [word, "argent"] as const),
  ...["false", "0", "no", "off", "pi"].map((word) => [word, "pi"] as const),
  ["shadow", "shadow"],
]);

const modes = new Map<string, { choice: RuntimeChoice; fallback: boolean }>([
  ["pi_only", { choice: "pi", fallback: false }],
  ["argent_with_fallback", { choice: "argent", fallback: true }],
  ["argent_strict", { choice: "argent", fallback: false }],
]);

/**
 * Reads `ARGENT_RUNTIME_MODE`, else `ARGENT_RUNTIME`.
 *
 * @throws RangeError for any other value; the message names the accepted ones.
 */
export function readRuntimeFlag(env: Record<string, string | undefined>): RuntimeFlag {
  const mode = env.ARGENT_RUNTIME_MODE?.trim();
  if (mode) {
    const found = modes.get(mode.toLowerCase());
    if (found === undefined) throw unknown("ARGENT_RUNTIME_MODE", mode, [...modes.keys()]);
    return { ...found, reason: `ARGENT_RUNTIME_MODE=${mode}` };
  }
  const value = env.ARGENT_RUNTIME?.trim();
  if (!value) return { choice: undefined, fallback: false, reason: "ARGENT_RUNTIME is not set" };
  const choice = choices.get(value.toLowerCase());
  if (choice === undefined) throw unknown("ARGENT_RUNTIME", value, [...choices.keys()]);
  return { choice, fallback: false, reason: `ARGENT_RUNTIME=${value}` };
}

function unknown(name: string, value: string, accepted: readonly string[]): RangeError {
  return new RangeError(`${name} is ${JSON.stringify(value)}. Use one of: ${accepted.join(", ")}.`);
}
