/** Control characters, and those that turn the direction of text so that it reads as something else. */
const controls = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** Text that came from a model or a tool, on one line and unable to steer the terminal. */
export function oneLine(text: string, limit: number): string {
  return clipped(text.replace(/\s+/g, " ").replace(controls, "").trim(), limit);
}

/** At most so many characters; what is cut off shows as an ellipsis. */
export function clipped(text: string, limit: number): string {
  const points = Array.from(text);
  return points.length > limit ? `${points.slice(0, limit - 1).join("")}…` : text;
}

/** Text over several lines, unable to steer the terminal; tabs and line feeds stay. */
export function printable(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(controls, (character) => (/[\n\t]/.test(character) ? character : ""));
}
