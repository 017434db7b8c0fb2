import { fitted, wrapped } from "../terminal/width.ts";
import { oneLine } from "../view/plain.ts";
import { callPreview } from "./call-preview.ts";
import type { Question } from "./chat-state.ts";
import type { Look } from "./look.ts";
import { shownPath } from "./shown-path.ts";

/** A question whether a call may run: what it does, what confines it, and the keys that answer. */
export function questionLines(
  { request, reason, armedAt }: Question,
  look: Look,
  { height, now, cwd }: { height: number; now: number; cwd: string },
): string[] {
  const { style, width } = look;
  const { tool, args, path, isolation, agent } = request;
  const who = agent === undefined ? "" : ` (sub-agent: ${oneLine(agent, 60)})`;
  const what = path === undefined ? tool : `${tool} ${shownPath(path, cwd)}`;
  const preview = callPreview(tool, args, look, Math.max(6, Math.floor(height / 2) - 3));
  const answers = `${style.bold("y")} yes   ${style.bold("s")} for this session   ${style.bold("a")} always   ${style.bold("n")} no   ${style.bold("r")} no, because…   ${style.bold("Esc")} stop`;
  return [
    "",
    style.yellow("─".repeat(width)),
    ...wrapped(style.yellow(style.bold(`Allow ${oneLine(what, 400)}?`)) + style.dim(who), width),
    ...preview,
    style.yellow(fitted(`  ${oneLine(isolation.description, width)}`, width)),
    ...(reason === undefined ? [] : [style.dim(fitted(`  ${oneLine(reason, width)}`, width))]),
    now < armedAt ? style.dim("  …") : fitted(`  ${answers}`, width),
  ];
}
