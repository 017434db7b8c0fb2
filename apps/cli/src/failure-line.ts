import { failedRun } from "@argent/agent";
import { AiError } from "@argent/ai";

/** A failure before the run as the line that `--json` prints last. A run that never began has no id. */
export function failureLine(cause: Error): string {
  const known = AiError.isInstance(cause);
  const { error, ...result } = failedRun(
    known ? cause : new AiError("invalid_request", cause.message),
  );
  const code = "code" in cause && cause.code !== error?.kind ? cause.code : undefined;
  return `${JSON.stringify({ type: "result", ...result, error: { ...error, code }, duration: 0 })}\n`;
}

/** Whether the command prints a run as JSON lines, also when its arguments cannot be read. */
export function printsRunAsJson([command, ...args]: readonly string[]): boolean {
  const end = args.indexOf("--");
  const options = end === -1 ? args : args.slice(0, end);
  return (command === "run" || command === "demo") && options.includes("--json");
}
