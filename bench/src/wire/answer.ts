/** What the streaming server answers with. */
export type Answer = TextAnswer | ToolAnswer;

export interface TextAnswer {
  readonly kind: "text";
  readonly deltas: readonly string[];
}

/** One call of `write_file` that writes `content`. */
export interface ToolAnswer {
  readonly kind: "tool";
  readonly path: string;
  readonly content: string;
}

/** `size` counts the deltas of a text, and the characters of a tool call's content. */
export function answerOf(kind: Answer["kind"], size: number): Answer {
  return kind === "text"
    ? { kind, deltas: Array.from({ length: size }, (_, index) => wordAt(index)) }
    : { kind, path: "notes/measured.txt", content: contentOf(size) };
}

/** What a client must have counted at the end: the characters of the text, or of the tool call's content. */
export function lengthOf(answer: Answer): number {
  return answer.kind === "tool"
    ? answer.content.length
    : answer.deltas.reduce((total, delta) => total + delta.length, 0);
}

/** The arguments of the call as the text that most vendors stream, in pieces of the usual size. */
export function argumentPieces({ path, content }: ToolAnswer): string[] {
  return piecesOf(JSON.stringify({ path, content }));
}

const pieceLength = 20;

export function piecesOf(text: string): string[] {
  return Array.from({ length: Math.ceil(text.length / pieceLength) }, (_, index) =>
    text.slice(index * pieceLength, (index + 1) * pieceLength),
  );
}

const words = [
  "Each",
  " token",
  " of",
  " a",
  " real",
  " answer",
  " is",
  " about",
  " this",
  " long.",
];

function wordAt(index: number): string {
  return words[index % words.length] ?? "";
}

/** Lines with quotes and line feeds, which JSON must escape. */
function contentOf(length: number): string {
  const line = 'A line of the file, with a "quoted" word and a backslash \\ in it.\n';
  return line.repeat(Math.ceil(length / line.length)).slice(0, length);
}
