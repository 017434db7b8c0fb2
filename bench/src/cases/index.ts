import type { BenchCase } from "../bench-case.ts";
import { bashOutput } from "./bash-output.ts";
import { command } from "./command.ts";
import { compaction } from "./compaction.ts";
import { edit } from "./edit.ts";
import { importCase } from "./import.ts";
import { loop } from "./loop.ts";
import { loopSession } from "./loop-session.ts";
import { readLines } from "./read-lines.ts";
import { sessionAppend } from "./session-append.ts";
import { sessionList } from "./session-list.ts";
import { sessionOpen } from "./session-open.ts";
import { textDeltas } from "./text-deltas.ts";
import { toolArguments } from "./tool-arguments.ts";

export const cases: readonly BenchCase[] = [
  importCase,
  command,
  textDeltas,
  toolArguments,
  loop,
  loopSession,
  compaction,
  sessionAppend,
  sessionOpen,
  sessionList,
  edit,
  readLines,
  bashOutput,
];
