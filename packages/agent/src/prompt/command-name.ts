/** Whether a person can write `/name`, and the name can stand in a prompt as it is. */
export function isCommandName(name: string): boolean {
  return /^[\p{L}\p{N}._-]{1,64}$/u.test(name);
}

/** The name and the rest of a text that begins with `/name`. */
export function readCommand(text: string): { name: string; rest: string } | undefined {
  const found = /^\s*\/(\S+)([\s\S]*)$/.exec(text);
  if (found === null) return undefined;
  return { name: found[1] ?? "", rest: (found[2] ?? "").trim() };
}
