import { Lexer, type Token } from "marked";
import { type MarkdownLook, renderBlocks, renderCode } from "./render-blocks.ts";

/** An answer in Markdown while it comes. Every block is rendered for good once, when it is finished. */
export interface MarkdownStream {
  push(text: string): void;
  /** The lines of the blocks that were finished since the last call, an empty line before each block. */
  takeFinished(look: MarkdownLook): string[];
  /** The last lines of the block that is not finished, at most so many. */
  openLines(look: MarkdownLook, limit: number): string[];
  /** Finishes what is open. */
  end(): void;
}

interface OpenFence {
  mark: string;
  language: string;
}

const fenceStart = /^(`{3,}|~{3,})([^`\n]*)$/;

export function createMarkdownStream(): MarkdownStream {
  const finished: Token[] = [];
  /** What is not finished. Inside a code block: its code. */
  let open = "";
  /** Lines of `open` before this position were looked at for fences. */
  let scanned = 0;
  let fence: OpenFence | undefined;
  let isLexed = true;

  /** Looks at the complete lines that are new. Code blocks need no lexer while they are open, however long they are. */
  const scan = () => {
    for (;;) {
      const end = open.indexOf("\n", scanned);
      if (end < 0) return;
      const line = open.slice(scanned, end);
      if (fence) {
        if (closes(line, fence)) closeFence(open.slice(0, Math.max(0, scanned - 1)), end + 1);
        else scanned = end + 1;
        continue;
      }
      const start = fenceStart.exec(line);
      if (start) {
        finished.push(...Lexer.lex(open.slice(0, scanned)));
        fence = { mark: start[1] ?? "```", language: start[2]?.trim() ?? "" };
        open = open.slice(end + 1);
        scanned = 0;
      } else scanned = end + 1;
    }
  };

  const closeFence = (code: string, next: number) => {
    finished.push(codeToken(code, fence));
    fence = undefined;
    open = open.slice(next);
    scanned = 0;
  };

  /**
   * Takes out of `open` what is finished: everything but the last block. Only whole lines tell; half a line may still go on
   * with the block above it.
   */
  const lex = () => {
    if (isLexed || fence) return;
    isLexed = true;
    const whole = Lexer.lex(open.slice(0, open.lastIndexOf("\n") + 1));
    const last = whole.findLastIndex(({ type }) => type !== "space");
    if (last <= 0) return;
    const done = whole.slice(0, last);
    finished.push(...done);
    const passed = done.reduce((sum, { raw }) => sum + raw.length, 0);
    scanned = Math.max(0, scanned - passed);
    open = open.slice(passed);
  };

  return {
    push(text) {
      open += text;
      isLexed = false;
      scan();
    },
    takeFinished(look) {
      lex();
      const blocks = finished.splice(0).filter(({ type }) => type !== "space");
      if (blocks.some(({ type }) => type === "code")) {
        look.highlighter.load();
        if (look.highlighter.isLoading) {
          finished.push(...blocks);
          return [];
        }
      }
      const lines = renderBlocks(blocks, look);
      return lines.length > 0 ? ["", ...lines] : [];
    },
    openLines(look, limit) {
      lex();
      const lines = fence
        ? openCode(open, fence, look, limit)
        : renderBlocks(Lexer.lex(open), look);
      return lines.length > 0 ? ["", ...lines].slice(-limit) : [];
    },
    end() {
      if (fence) closeFence(open.replace(/\n$/, ""), open.length);
      else if (open !== "") finished.push(...Lexer.lex(open));
      open = "";
      isLexed = true;
    },
  };
}

function closes(line: string, { mark }: OpenFence): boolean {
  const trimmed = line.trim();
  return trimmed.length >= mark.length && trimmed === mark.charAt(0).repeat(trimmed.length);
}

function codeToken(text: string, fence: OpenFence | undefined): Token {
  return { type: "code", raw: text, text, lang: fence?.language ?? "" };
}

/** Only what is shown is coloured, so that the work for each frame does not grow with the code. */
function openCode(code: string, fence: OpenFence, look: MarkdownLook, limit: number): string[] {
  look.highlighter.load();
  let start = code.length;
  for (let count = 0; count < limit && start > 0; count++)
    start = code.lastIndexOf("\n", start - 1);
  const isWhole = start <= 0;
  const [head = "", ...lines] = renderCode(
    code.slice(isWhole ? 0 : start + 1),
    fence.language,
    look,
  );
  lines.pop();
  return isWhole ? [head, ...lines] : lines;
}
