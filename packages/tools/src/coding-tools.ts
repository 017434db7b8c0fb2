import type { AgentTool } from "@argent/agent";
import type { ExecutionEnv } from "@argent/agent/env";
import type { Clock } from "@argent/ai";
import { type Approval, createApproval } from "./approval/approval.ts";
import { mayShow } from "./approval/may-show.ts";
import { withApproval } from "./approval/with-approval.ts";
import { createBashTool } from "./bash/bash-tool.ts";
import type { Checkpoints } from "./checkpoints/checkpoints.ts";
import { createEditFileTool } from "./edit/edit-file-tool.ts";
import { localEnv } from "./env/local-env.ts";
import { createFileLocks } from "./file-locks.ts";
import { withOutputGuard } from "./guard/with-output-guard.ts";
import { defaultLimits, type OutputLimits } from "./output-limits.ts";
import { createReadFileTool } from "./read/read-file-tool.ts";
import type { ShrinkImage } from "./read/shrink-image.ts";
import { createFindTool } from "./search/find-tool.ts";
import { createGrepTool } from "./search/grep-tool.ts";
import { createLsTool } from "./search/ls-tool.ts";
import { createSeenFiles } from "./seen-files.ts";
import { createTaskTool, type TaskToolOptions } from "./task/task-tool.ts";
import { createWriteFileTool } from "./write/write-file-tool.ts";

/** Where the tools work, who approves their calls and how much they show. */
export interface CodingToolsOptions {
  /** The working folder, absolute. */
  cwd: string;
  /** Where the tools work. Default: `localEnv({ cwd })`, whose commands get no environment but a `PATH`. */
  env?: ExecutionEnv | undefined;
  /** Decides about each call. Default: every call runs. */
  approval?: Approval | undefined;
  /** How much the model is shown at most. Default: 2000 lines, 50 KB. */
  limits?: Partial<OutputLimits> | undefined;
  /** `"pi"`: `read`, `write` and `edit` for `read_file`, `write_file` and `edit_file`. Default `"argent"`. */
  names?: "argent" | "pi" | undefined;
  /** Refuse to overwrite or edit a file that changed after the model read it. Default: `false`. */
  refuseChanged?: boolean | undefined;
  /** Keeps what `write_file` and `edit_file` change, so that it can be undone. Default: nothing is kept. */
  checkpoints?: Checkpoints | undefined;
  /** Adds `task`, which hands work to child agents with these tools. Default: there is no such tool. */
  task?: Omit<TaskToolOptions, "env" | "tools" | "approval"> | undefined;
  /** Values that are taken out of everything that tools show, besides what looks like a key. */
  secrets?: readonly string[] | undefined;
  /** Seconds that a command may take when the model sets no limit. Default: no limit. */
  defaultTimeout?: number | undefined;
  /** Makes images smaller that are too large for a model. Default: with the package `sharp`, when it is installed. */
  shrinkImage?: ShrinkImage | undefined;
  /** Which ripgrep `grep` uses. Default: the one in the `PATH` of commands, if any. */
  ripgrep?: string | false | undefined;
  /** Measures commands and paces their updates. Default: the system's. */
  clock?: Clock | undefined;
}

/**
 * The tools of a coding agent over one environment. The tools of one set never write to a file at the same time.
 *
 * @throws ToolError `invalid` for a `cwd` that is not absolute.
 */
export function createCodingTools(options: CodingToolsOptions): AgentTool[] {
  const { cwd, approval, checkpoints, clock, secrets, defaultTimeout, task } = options;
  const { names = "argent", shrinkImage, ripgrep } = options;
  const env = options.env ?? localEnv({ cwd, clock });
  const limits = { ...defaultLimits, ...options.limits };
  const locks = createFileLocks();
  const seen = options.refuseChanged ? createSeenFiles() : undefined;
  const nameOf = (name: "read" | "write" | "edit") => (names === "pi" ? name : `${name}_file`);
  // It guards its own output as that comes.
  const bash = createBashTool({ env, limits, clock, secrets, defaultTimeout });
  /** @param judge Decides which of the files that are searched may be shown. */
  const toolsUnder = (judge: Approval | undefined): AgentTool[] => {
    const guarded = [
      createReadFileTool({ env, limits, seen, shrinkImage, name: nameOf("read") }),
      createWriteFileTool({ env, locks, seen, checkpoints, secrets, name: nameOf("write") }),
      createEditFileTool({ env, locks, seen, checkpoints, secrets, name: nameOf("edit") }),
      createGrepTool({ env, limits, ripgrep, mayShow: judge && mayShow(judge, env, "grep") }),
      createFindTool({ env, limits }),
      createLsTool({ env, limits }),
    ];
    return guarded.map((tool) => withOutputGuard(tool, { secrets })).toSpliced(3, 0, bash);
  };
  const tools = toolsUnder(approval);
  const approved = approval ? tools.map((tool) => withApproval(tool, approval, env)) : tools;
  if (!task) return approved;
  const ofChildren = task.policies
    ? toolsUnder((approval ?? createApproval({})).narrow(task.policies))
    : tools;
  // Starting a child needs no approval: each of its calls does.
  return [...approved, createTaskTool({ ...task, env, tools: ofChildren, approval })];
}
