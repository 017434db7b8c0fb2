import { fitted, widthOf } from "../terminal/width.ts";
import { usd } from "../view/summary.ts";
import type { StatusFacts } from "./chat-state.ts";
import type { Look } from "./look.ts";

/** What holds now, in one line. Where it does not fit, what matters least is left out. */
export function statusLine(facts: StatusFacts, { style, width }: Look): string {
  const parts: { text: string; weight: number }[] = [
    { text: facts.model, weight: 9 },
    { text: facts.thinking === undefined ? "" : `thinking ${facts.thinking}`, weight: 5 },
    { text: facts.cost === undefined ? "cost unknown" : usd(facts.cost), weight: 7 },
    { text: contextText(facts.context), weight: 6 },
    { text: facts.isReadOnly ? "session read-only" : "", weight: 10 },
    { text: facts.approval, weight: 8 },
    { text: facts.isolation, weight: 4 },
    { text: facts.session ?? "", weight: 2 },
    { text: facts.folder, weight: 3 },
  ].filter(({ text }) => text !== "");
  while (parts.length > 1 && lengthOf(parts) > width - 2) {
    const least = Math.min(...parts.map(({ weight }) => weight));
    parts.splice(
      parts.findIndex(({ weight }) => weight === least),
      1,
    );
  }
  return style.dim(fitted(` ${parts.map(({ text }) => text).join(" · ")}`, width));
}

function lengthOf(parts: readonly { text: string }[]): number {
  return parts.reduce((sum, { text }) => sum + widthOf(text) + 3, -3);
}

function contextText(context: StatusFacts["context"]): string {
  if (!context || context.window === 0) return "";
  const percent = Math.round((context.tokens / context.window) * 100);
  const window =
    context.window >= 1_000_000
      ? `${context.window / 1_000_000}M`
      : `${Math.round(context.window / 1_000)}k`;
  return `${percent}% of ${window}`;
}
