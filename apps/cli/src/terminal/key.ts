/** What a person typed. Keys are named like `ctrl+c`, `alt+enter`, `shift+tab`, `up`; letters with Alt are `alt+b`. */
export type TerminalInput =
  | { type: "key"; key: string }
  | { type: "text"; text: string }
  | { type: "paste"; text: string };

const controlKeys: Record<number, string> = {
  0: "ctrl+space",
  8: "ctrl+backspace",
  9: "tab",
  10: "ctrl+j",
  13: "enter",
  27: "escape",
  28: "ctrl+\\",
  29: "ctrl+]",
  31: "ctrl+_",
  127: "backspace",
};

/** The name of a control character's key. */
export function controlKey(code: number): string {
  return controlKeys[code] ?? `ctrl+${String.fromCharCode(code + 96)}`;
}

const finalKeys: Record<string, string> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  H: "home",
  F: "end",
  P: "f1",
  Q: "f2",
  R: "f3",
  S: "f4",
  M: "enter",
};

const tildeKeys: Record<number, string> = {
  1: "home",
  2: "insert",
  3: "delete",
  4: "end",
  5: "pageup",
  6: "pagedown",
  7: "home",
  8: "end",
};

const codeKeys: Record<number, string> = {
  9: "tab",
  13: "enter",
  27: "escape",
  32: "space",
  127: "backspace",
  57414: "enter",
};

/** The key of an SS3 sequence. */
export function ss3Key(final: string): string | undefined {
  return finalKeys[final];
}

/** What a CSI sequence means; `undefined` for reports and keys that mean nothing here. */
export function csiKey(parameters: string, final: string): TerminalInput | undefined {
  if (/^[<=>?]/.test(parameters)) return undefined;
  const fields = parameters.split(";").map((field) => field.split(":").map(Number));
  const [first = 0] = fields[0] ?? [];
  const [modifiers = 1, event = 1] = fields[1] ?? [];
  if (event === 3) return undefined;
  if (final === "Z") return { type: "key", key: "shift+tab" };
  if (final === "u") return keyOfCode(first, modifiers);
  if (final === "~") {
    if (first === 27) return keyOfCode(fields[2]?.[0] ?? 0, modifiers);
    return named(tildeKeys[first], modifiers);
  }
  return /^[A-S]$/.test(final) ? named(finalKeys[final], modifiers) : undefined;
}

function keyOfCode(code: number, modifiers: number): TerminalInput | undefined {
  const name = codeKeys[code];
  if (name === "space" && modifiers <= 2) return { type: "text", text: " " };
  if (name !== undefined) return named(name, modifiers);
  if (code < 32 || (code >= 57344 && code <= 63743) || code > 0x10ffff) return undefined;
  const character = String.fromCodePoint(code);
  const bits = modifiers - 1;
  if ((bits & 0b1101110) !== 0) return named(character.toLowerCase(), (bits & ~1) + 1);
  return { type: "text", text: (bits & 1) !== 0 ? character.toUpperCase() : character };
}

function named(name: string | undefined, modifiers: number): TerminalInput | undefined {
  if (name === undefined) return undefined;
  const bits = Math.max(0, modifiers - 1);
  const key =
    ((bits & 4) !== 0 ? "ctrl+" : "") +
    ((bits & 2) !== 0 ? "alt+" : "") +
    ((bits & 1) !== 0 ? "shift+" : "") +
    name;
  return { type: "key", key };
}
