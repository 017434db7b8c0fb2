import { oneLine } from "../view/plain.ts";
import type { ChatState } from "./chat-state.ts";
import type { Look } from "./look.ts";

const spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
/** Milliseconds without a sign of the model after which people are told. */
const silenceMs = 20_000;

/** What is being waited for and for how long; nothing when nothing is. */
export function activityLine(state: ChatState, look: Look, now: number): string | undefined {
  const { style, width } = look;
  const { run, retry, task, question } = state;
  const spin = style.cyan(spinnerAt(now));
  if (task) {
    const stop = task.abort ? " · Esc to stop" : "";
    return `${spin} ${style.dim(`${task.label} ${elapsed(now - task.since)}${stop}`)}`;
  }
  if (!run || question) return undefined;
  if (retry) {
    const left = Math.max(0, Math.ceil((retry.until - now) / 1_000));
    const why = oneLine(retry.message, Math.max(20, width - 50)).replace(/\.$/, "");
    return style.yellow(
      `↻ ${why} · retry ${retry.attempt} of ${retry.maxAttempts} in ${left}s · Esc to stop`,
    );
  }
  const silence = now - run.lastSign;
  const time = elapsed(now - run.since);
  if (state.tools.size === 0 && silence >= silenceMs) {
    return style.yellow(
      `${spinnerAt(now)} ${time} · no answer for ${elapsed(silence)}; Esc to stop`,
    );
  }
  return `${spin} ${style.dim(`${doing(state)} ${time} · Esc to stop`)}`;
}

/** Time as people read it. */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return `${seconds}s`;
  return `${Math.floor(seconds / 60)}m ${String(seconds % 60).padStart(2, "0")}s`;
}

export function spinnerAt(now: number): string {
  return spinner.charAt(Math.floor(now / 100) % spinner.length);
}

function doing({ tools, answer }: ChatState): string {
  if (tools.size > 0) return "Running tools";
  const call = answer?.writingCall;
  if (!call) return "Working";
  const size =
    call.characters < 1_000 ? "" : ` (${Math.round(call.characters / 1_000)}k characters)`;
  return `Writing ${oneLine(call.name, 40)}${size}`;
}
