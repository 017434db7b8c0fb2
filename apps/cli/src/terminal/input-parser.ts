import type { Clock } from "@argent/ai";
import { controlKey, csiKey, ss3Key, type TerminalInput } from "./key.ts";

export interface InputParser {
  /** Takes bytes as they come, cut anywhere. */
  feed(chunk: Uint8Array): void;
  /** Stops waiting for more; what is left is dropped. */
  close(): void;
}

/** Milliseconds after which a lone escape character was the Esc key. */
const escapeWaitMs = 40;
const pasteStart = "\u001b[200~";
const pasteEnd = "\u001b[201~";

/** Turns the bytes of a terminal into keys, text and pastes. */
export function createInputParser(
  clock: Clock,
  onInput: (input: TerminalInput) => void,
): InputParser {
  const decoder = new TextDecoder();
  let rest = "";
  /** Parts of a paste that has not ended; the last one may hold the beginning of its end mark. */
  let paste: string[] | undefined;
  let cancelWait: (() => void) | undefined;

  const read = () => {
    let at = 0;
    while (at < rest.length) {
      if (paste) {
        at = readPaste(at);
        continue;
      }
      const taken = rest.startsWith(pasteStart, at) ? startPaste() : readOne(rest, at, onInput);
      if (taken === 0) break;
      at += taken;
    }
    rest = rest.slice(at);
  };

  const startPaste = () => {
    paste = [];
    return pasteStart.length;
  };

  /** Reads on in a paste; gives where it stands now. */
  const readPaste = (at: number): number => {
    const parts = paste ?? [];
    // The end mark may have been cut in two.
    const overlap = (parts.at(-1) ?? "").slice(-(pasteEnd.length - 1));
    const text = overlap + rest.slice(at);
    const end = text.indexOf(pasteEnd);
    if (overlap !== "") parts.push((parts.pop() ?? "").slice(0, -overlap.length));
    if (end < 0) {
      parts.push(text);
      return rest.length;
    }
    parts.push(text.slice(0, end));
    paste = undefined;
    onInput({ type: "paste", text: parts.join("").replace(/\r\n?/g, "\n") });
    return at + end + pasteEnd.length - overlap.length;
  };

  /** Nothing came after an escape character: it was a key. */
  const flush = () => {
    cancelWait = undefined;
    const [first, second] = rest;
    if (paste || first !== "\u001b") return;
    const isAlt = second !== undefined && second !== "\u001b";
    onInput({ type: "key", key: isAlt ? `alt+${second}` : "escape" });
    rest = rest.slice(isAlt ? 2 : 1);
    read();
    if (rest.startsWith("\u001b")) flush();
  };

  return {
    feed(chunk) {
      cancelWait?.();
      cancelWait = undefined;
      rest += decoder.decode(chunk, { stream: true });
      read();
      if (rest !== "") cancelWait = clock.after(escapeWaitMs, flush);
    },
    close() {
      cancelWait?.();
      rest = "";
    },
  };
}

const esc = "\u001b";
const csi = new RegExp(`^${esc}\\[([0-9:;<=>?]*)[ -/]*([@-~])`);
const incompleteCsi = new RegExp(`^${esc}\\[[0-9:;<=>?]*[ -/]*$`);

/** Reads one key or run of text; gives the number of characters, 0 when the rest is still to come. */
function readOne(text: string, at: number, onInput: (input: TerminalInput) => void): number {
  const code = text.charCodeAt(at);
  if (code === 27) return readEscape(text.slice(at, at + 64), onInput);
  if (code < 32 || code === 127) {
    onInput({ type: "key", key: controlKey(code) });
    return 1;
  }
  let end = at + 1;
  while (end < text.length && isText(text.charCodeAt(end))) end++;
  onInput({ type: "text", text: text.slice(at, end) });
  return end - at;
}

function readEscape(text: string, onInput: (input: TerminalInput) => void): number {
  if (text.length === 1) return 0;
  const sequence = csi.exec(text);
  if (sequence) {
    const input = csiKey(sequence[1] ?? "", sequence[2] ?? "");
    if (input) onInput(input);
    return sequence[0].length;
  }
  if (incompleteCsi.test(text)) return text.length < 64 ? 0 : text.length;
  const second = text.charAt(1);
  if (second === "O") {
    if (text.length === 2) return 0;
    const key = ss3Key(text.charAt(2));
    if (key !== undefined) onInput({ type: "key", key });
    return 3;
  }
  if (second === "\u001b") return readEscapeTwice(text, onInput);
  if (second === "[") return 2; // a sequence that no terminal sends
  const code = second.charCodeAt(0);
  if (code < 32 || code === 127) {
    onInput({ type: "key", key: `alt+${controlKey(code)}` });
    return 2;
  }
  const character = String.fromCodePoint(text.codePointAt(1) ?? 0);
  onInput({ type: "key", key: `alt+${character.toLowerCase()}` });
  return 1 + character.length;
}

/** Some terminals send Alt with an arrow as Esc and the arrow; else it was Esc, and then something else. */
function readEscapeTwice(text: string, onInput: (input: TerminalInput) => void): number {
  const after = text.slice(1);
  if (after.length === 1 || incompleteCsi.test(after)) return 0;
  const sequence = csi.exec(after);
  const input = sequence ? csiKey(sequence[1] ?? "", sequence[2] ?? "") : undefined;
  if (sequence && input?.type === "key") {
    onInput({ type: "key", key: `alt+${input.key}` });
    return 1 + sequence[0].length;
  }
  onInput({ type: "key", key: "escape" });
  return 1;
}

function isText(code: number): boolean {
  return code >= 32 && code !== 127;
}
