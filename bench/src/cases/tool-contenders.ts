import type { Contender, Job } from "../bench-case.ts";

export interface ToolCall {
  /** Pi's name for it, which both sets of tools take. */
  tool: "read" | "edit" | "bash";
  cwd: string;
  args: Job;
  /** What the model must be shown. */
  shows: string;
}

/** The tool of each set, called as an agent would call it; a program returns 1 when the result shows what it must. */
export function toolContenders(call: ToolCall, warmUp: ToolCall): Contender[] {
  const work = { job: { ...call }, warmUp: { ...warmUp } };
  return [
    { name: "argent", owner: "argent", program: "programs/argent-tool.mjs", ...work },
    { name: "pi 0.73.1", owner: "pi-0.73", program: "peers/pi-tool.mjs", ...work },
  ];
}
