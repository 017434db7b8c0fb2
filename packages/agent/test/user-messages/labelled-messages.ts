/** What a message of a user is, the words of the advice in it (`*`: not said here), and the message. */
export type LabelledMessage = [
  kind: "correction" | "remember" | "neither",
  words: string,
  text: string,
];

/** One message a line; its words come behind `|`. */
export function labelled(kind: LabelledMessage[0], lines: string): LabelledMessage[] {
  return lines.split("\n").map((line) => {
    const [text = "", words = "*"] = line.split(" | ");
    return [kind, words.trim(), text.trim()];
  });
}
