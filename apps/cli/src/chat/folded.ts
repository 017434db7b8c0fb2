/** At most so many lines of the beginning and the end, and how many are left out between them. */
export function folded(
  lines: readonly string[],
  limits: { head: number; tail: number },
  note: (hidden: number) => string = (hidden) => `… ${hidden.toLocaleString("en-US")} more lines …`,
): string[] {
  const { head, tail } = limits;
  if (lines.length <= head + tail + 1) return [...lines];
  const end = tail > 0 ? lines.slice(-tail) : [];
  return [...lines.slice(0, head), note(lines.length - head - tail), ...end];
}
