/** Terminal output as text: no escape sequences and control characters, of overwritten lines the last version. */
export function plainText(output: string): string {
  const text = output.includes("\u001b") ? output.replaceAll(escapes, "") : output;
  if (!controls.test(text)) return text;
  return text.split("\n").map(lastVersion).join("\n").replaceAll(new RegExp(controls, "gu"), "");
}

/** Progress bars go back to the start of their line. */
function lastVersion(line: string): string {
  let end = line.length;
  while (line[end - 1] === "\r") end -= 1;
  const start = line.lastIndexOf("\r", end - 1) + 1;
  return line.slice(start, end).replaceAll(overstruck, "");
}

/** Characters that a backspace takes back, as in manual pages. */
const overstruck = /[^\b][\b]/g;

// https://en.wikipedia.org/wiki/ANSI_escape_code: control sequences, strings with a terminator, and the short ones.
const escapes = new RegExp(
  [
    "\u001b\\[[0-?]*[ -/]*[@-~]",
    "\u001b\\][^\u0007\u001b\n]*(?:\u0007|\u001b\\\\)?",
    "\u001b[PX^_][^\u001b\n]*(?:\u001b\\\\)?",
    "\u001b[ -/]*[0-~]?",
  ].join("|"),
  "g",
);

/** All but tab and line feed. */
const controls = /(?![\t\n])\p{Cc}/u;
