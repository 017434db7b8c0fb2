/** Tells a person who started it by hand why nothing happens: at the other end of the pipe a program is wanted. */
export function tellAtTerminal(what: string): void {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) return;
  stderr.write(`This serves a program, which says ${what} on standard input. Ctrl-D ends it.\n`);
}
