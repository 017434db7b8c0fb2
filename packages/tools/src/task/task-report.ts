import type { AgentMessage, AgentToolResult, RunStopReason } from "@argent/agent";
import { type AssistantMessage, addUsage, textOf, type Usage } from "@argent/ai";
import { firstLines, lastLines } from "../bash/excerpt.ts";
import { formatSize, type OutputLimits } from "../output-limits.ts";

/** What became of a child agent. */
export interface TaskDetails {
  description: string;
  stopReason: RunStopReason;
  /** How many answers the child got. */
  turns: number;
  /** How many of its calls have a result. */
  toolCalls: number;
  /** Files that its tools changed. */
  changedFiles: string[];
  sessionId: string;
  /** Where its session lies, when it lies in a file. */
  sessionFile?: string | undefined;
}

export interface TaskEnd extends Pick<TaskDetails, "description" | "stopReason" | "sessionId"> {
  messages: readonly AgentMessage[];
  sessionFile: string | undefined;
  /** What was spent beside the messages. */
  otherUsage: readonly Usage[];
  /** The tools that change files. */
  writers: ReadonlySet<string>;
}

/** The result that the parent agent gets: the last words of the child, its cost, and a line of facts. */
export function taskReport(end: TaskEnd, limits: OutputLimits): AgentToolResult<TaskDetails> {
  const { description, stopReason, messages, sessionId, sessionFile } = end;
  const answers = messages.filter((message) => message.role === "assistant");
  const results = messages.filter((message) => message.role === "toolResult");
  const changed = results
    .filter(({ toolName, isError }) => end.writers.has(toolName) && !isError)
    .flatMap(({ details }) => pathOf(details) ?? []);
  const changedFiles = [...new Set(changed)];
  const { length: turns } = answers;
  const { length: toolCalls } = results;
  const spent = [
    ...end.otherUsage,
    ...[...answers, ...results].flatMap(({ usage }) => usage ?? []),
  ];
  const usage = spent.length > 0 ? spent.reduce(addUsage) : undefined;
  const failure = failureOf(stopReason, answers.at(-1));
  const facts = [
    `${turns} turns, ${toolCalls} tool calls`,
    changedFiles.length > 0 && `changed ${changedFiles.join(", ")}`,
    sessionFile !== undefined && `its session is ${sessionFile}`,
  ];
  const text = [
    failure,
    shortened(lastWords(answers), limits),
    `[Sub-agent "${description}": ${facts.filter(Boolean).join("; ")}]`,
  ];
  return {
    content: [{ type: "text", text: text.filter(Boolean).join("\n\n") }],
    details: {
      description,
      stopReason,
      turns,
      toolCalls,
      changedFiles,
      sessionId,
      ...(sessionFile !== undefined && { sessionFile }),
    },
    ...(usage && { usage }),
    ...(failure !== undefined && { isError: true }),
  };
}

function lastWords(answers: readonly AssistantMessage[]): string {
  return answers.map(textOf).findLast((text) => text.trim() !== "") ?? "(it said nothing)";
}

/** Why the child did not come to an answer of its own. */
function failureOf(reason: RunStopReason, last: AssistantMessage | undefined): string | undefined {
  switch (reason) {
    case "stop":
    case "terminated":
      return undefined;
    case "length":
      return "The sub-agent's last message was cut off. What follows is incomplete.";
    case "limit":
      return "The sub-agent reached its limit of turns. What follows is what it said last.";
    case "repetition":
      return "The sub-agent repeated itself and was stopped. What follows is what it said last.";
    case "aborted":
      return "The sub-agent was aborted. What follows is what it said last.";
    case "error":
      return `The sub-agent failed: ${last?.errorMessage ?? "no reason is known"}. What follows is what it said last.`;
    default:
      return reason satisfies never;
  }
}

function shortened(text: string, { lines, bytes }: OutputLimits): string {
  const whole = Buffer.from(text);
  if (whole.length <= bytes && text.split("\n").length <= lines) return text;
  const half = { lines: Math.ceil(lines / 2), bytes: Math.ceil(bytes / 2) };
  const [first, last] = [firstLines(whole, half), lastLines(whole, half)];
  const left = formatSize(Math.max(0, whole.length - first.length - last.length));
  const decode = (part: Uint8Array) => new TextDecoder().decode(part);
  return `${decode(first).trimEnd()}\n[... ${left} left out ...]\n${decode(last)}`;
}

function pathOf(details: unknown): string | undefined {
  if (typeof details !== "object" || details === null || !("path" in details)) return undefined;
  return typeof details.path === "string" ? details.path : undefined;
}
