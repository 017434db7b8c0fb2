import type { StreamEvent } from "@argent/ai";
import { wrapped } from "../terminal/width.ts";
import { printable } from "../view/plain.ts";
import type { Look } from "./look.ts";
import { createMarkdownStream, type MarkdownStream } from "./markdown/markdown-stream.ts";
import { thinkingLines } from "./message-lines.ts";

/** An answer while it comes: what of it is finished, and what still changes. */
export interface AnswerView {
  apply(event: StreamEvent): void;
  /** Lines that were finished since the last call. */
  takeFinished(look: Look): string[];
  /** The last lines of what is not finished, at most so many. */
  openLines(look: Look, limit: number): string[];
  /** The name of the tool whose arguments are being written, and how long they are by now. */
  readonly writingCall: { name: string; characters: number } | undefined;
  /** Finishes everything. */
  end(): void;
}

/** As much of the thinking is shown while it goes on. */
const thinkingRows = 4;
const thinkingTail = 2_000;

export function createAnswerView(): AnswerView {
  const finished: ((look: Look) => string[])[] = [];
  let text: MarkdownStream | undefined;
  let thinking: string | undefined;
  let call: { name: string; characters: number } | undefined;

  const endText = () => {
    const ended = text;
    text = undefined;
    if (!ended) return;
    ended.end();
    finished.push((look) => ended.takeFinished(look));
  };
  const endThinking = () => {
    const ended = thinking;
    thinking = undefined;
    if (ended === undefined) return;
    finished.push((look) => apart(thinkingLines(ended, look)));
  };

  return {
    apply(event) {
      switch (event.type) {
        case "text_delta":
          text ??= createMarkdownStream();
          text.push(printable(event.delta.replaceAll("\r", "")));
          break;
        case "text_end":
          endText();
          break;
        case "thinking_delta":
          thinking = (thinking ?? "") + event.delta;
          break;
        case "thinking_end":
          endThinking();
          break;
        case "toolcall_start":
          call = { name: event.name, characters: 0 };
          break;
        case "toolcall_delta":
          if (call) call = { ...call, characters: call.characters + event.delta.length };
          break;
        case "toolcall_end":
          call = undefined;
          break;
      }
    },
    takeFinished(look) {
      const lines: string[] = [];
      for (let next = finished[0]; next; next = finished[0]) {
        if (look.highlighter.isLoading) return lines;
        lines.push(...next(look));
        if (look.highlighter.isLoading) return lines;
        finished.shift();
      }
      if (text) lines.push(...text.takeFinished(look));
      return lines;
    },
    openLines(look, limit) {
      if (text) return text.openLines(look, limit);
      if (thinking === undefined) return [];
      const { style, width } = look;
      const plain = printable(thinking.slice(-thinkingTail)).trim();
      const lines = plain.split("\n").flatMap((line) => wrapped(line, Math.min(width - 2, 110)));
      const shown = lines.slice(-Math.min(thinkingRows, limit));
      return apart(shown.map((line) => style.dim(style.italic(`  ${line}`))));
    },
    get writingCall() {
      return call;
    },
    end() {
      endThinking();
      endText();
      call = undefined;
    },
  };
}

/** Lines with an empty one before them; none stay none. */
export function apart(lines: readonly string[]): string[] {
  return lines.length > 0 ? ["", ...lines] : [];
}
