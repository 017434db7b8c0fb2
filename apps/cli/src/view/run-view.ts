import type { AgentEvent, AgentToolResult } from "@argent/agent";
import { learnedLine, lessonLine } from "./lesson-line.ts";
import { clipped, oneLine, printable } from "./plain.ts";
import { type Style, styleFor } from "./style.ts";
import { toolLine } from "./tool-line.ts";

/** Shows the events of a run. */
export interface RunView {
  show(event: AgentEvent): void;
  /** Ends an unfinished line. */
  end(): void;
}

const resultLines = 6;
const diffLines = 60;

/** For people: the answer on standard output, everything that happens around it on standard error. */
export function createRunView(out: NodeJS.WriteStream, log: NodeJS.WriteStream): RunView {
  const style = styleFor(log);
  const width = () => Math.max(40, (log.columns ?? 100) - 2);
  /** Whether the cursor stands behind text that has no line feed yet. */
  let midLine = false;

  function text(delta: string): void {
    const safe = printable(delta);
    if (safe === "") return;
    out.write(safe);
    midLine = !safe.endsWith("\n");
  }

  function line(content: string): void {
    endLine();
    log.write(`${content}\n`);
  }

  function endLine(): void {
    if (midLine) out.write("\n");
    midLine = false;
  }

  return {
    show(event) {
      switch (event.type) {
        case "message_update": {
          const update = event.assistantMessageEvent;
          if (update.type === "text_delta") text(update.delta);
          else if (update.type === "text_end") endLine();
          break;
        }
        case "tool_execution_start":
          line(`${style.cyan("●")} ${style.bold(toolLine(event.toolName, event.args, width()))}`);
          break;
        case "tool_execution_end":
          for (const shown of resultOf(event.result, event.isError, style, width())) line(shown);
          break;
        case "retry":
          line(
            style.yellow(
              `↻ ${oneLine(event.message, 120).replace(/\.$/, "")}; retry ${event.attempt} of ${event.maxAttempts} in ${(event.delayMs / 1_000).toFixed(1)}s`,
            ),
          );
          break;
        case "message_end":
          if (event.message.role === "assistant") {
            for (const warning of event.message.warnings ?? []) line(style.yellow(`! ${warning}`));
          }
          break;
        case "lesson_injected":
          for (const lesson of event.lessons) line(style.dim(lessonLine(lesson)));
          break;
        case "lesson_learned":
          for (const lesson of event.lessons) line(style.dim(learnedLine(lesson)));
          break;
        case "limit_reached":
        case "warning":
          line(style.yellow(`! ${oneLine(event.message, 300)}`));
          break;
      }
    },
    end: endLine,
  };
}

/** The first lines of a result; for an edit, its diff. */
function resultOf(
  result: AgentToolResult,
  isError: boolean,
  style: Style,
  width: number,
): string[] {
  const diff = isError ? undefined : diffOf(result.details);
  if (diff !== undefined)
    return folded(printable(diff).trimEnd().split("\n"), diffLines, (text) =>
      diffLine(text, style),
    );
  const body = result.content
    .map((block) => (block.type === "text" ? block.text : `[${block.mimeType} image]`))
    .join("\n");
  const paint = isError ? style.red : style.dim;
  return folded(printable(body).trimEnd().split("\n"), resultLines, (text) =>
    paint(`  ${clipped(text.replaceAll("\t", "  "), width - 2)}`),
  );
}

function folded(
  lines: readonly string[],
  limit: number,
  paint: (line: string) => string,
): string[] {
  if (lines.length <= limit + 1) return lines.map(paint);
  return [...lines.slice(0, limit).map(paint), paint(`… ${lines.length - limit} more lines`)];
}

function diffLine(text: string, style: Style): string {
  if (/^(---|\+\+\+) /.test(text)) return style.dim(`  ${text}`);
  if (text.startsWith("+")) return style.green(`  ${text}`);
  if (text.startsWith("-")) return style.red(`  ${text}`);
  return style.dim(`  ${text}`);
}

function diffOf(details: unknown): string | undefined {
  if (typeof details !== "object" || details === null || !("diff" in details)) return undefined;
  return typeof details.diff === "string" && details.diff !== "" ? details.diff : undefined;
}
