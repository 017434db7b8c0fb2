import type { ThinkingLevel } from "@argent/ai";
import type { ApprovalAnswer, ApprovalRequest, RememberedAnswer } from "@argent/tools";
import { type Editor, emptyEditor } from "../terminal/editor.ts";
import type { Picker } from "../terminal/picker.ts";
import type { AnswerView } from "./answer-view.ts";
import type { Completion } from "./completion.ts";

/** Everything that the live part of the screen shows. It changes in place; the screen is drawn from it. */
export interface ChatState {
  editor: Editor;
  /** Where in the history the editor's text is from, and what was being written before. */
  recalled: { index: number; draft: Editor } | undefined;
  completion: Completion | undefined;
  picker: OpenPicker | undefined;
  question: Question | undefined;
  answer: AnswerView | undefined;
  /** Running tools and commands, by their ids. */
  tools: Map<string, RunningTool>;
  /** Since when the model works, and when it last gave a sign of life; in milliseconds since the epoch. */
  run: { since: number; lastSign: number } | undefined;
  retry: { until: number; attempt: number; maxAttempts: number; message: string } | undefined;
  /** What goes on beside runs, such as a compaction. */
  task: { label: string; since: number; abort: (() => void) | undefined } | undefined;
  queued: { steering: readonly string[]; followUp: readonly string[] };
  /** One line for the person, until the next key. */
  notice: string | undefined;
  status: StatusFacts;
}

export interface RunningTool {
  name: string;
  args: unknown;
  since: number;
  /** What came so far; of a long output the end. */
  output: string;
}

export interface Question {
  request: ApprovalRequest;
  reason: string | undefined;
  /** Keys answer from then on, so that nobody says yes by typing on. In milliseconds since the epoch. */
  armedAt: number;
  /** The reason for a no is being written, in the editor. */
  isExplaining: boolean;
  /** What was in the editor before the reason. */
  draft: Editor;
  answer: (answer: ApprovalAnswer & RememberedAnswer) => void;
}

export interface OpenPicker {
  picker: Picker<unknown>;
  /** Given the chosen value, or nothing when nothing was chosen. */
  choose: (value: unknown) => void;
}

export interface StatusFacts {
  model: string;
  thinking: ThinkingLevel | undefined;
  /** USD; absent when a price is unknown. */
  cost: number | undefined;
  context: { tokens: number; window: number } | undefined;
  approval: string;
  isolation: string;
  /** The working folder, absolute, and as it is shown. */
  cwd: string;
  folder: string;
  session: string | undefined;
  isReadOnly: boolean;
}

export function createChatState(status: StatusFacts): ChatState {
  return {
    editor: emptyEditor,
    recalled: undefined,
    completion: undefined,
    picker: undefined,
    question: undefined,
    answer: undefined,
    tools: new Map(),
    run: undefined,
    retry: undefined,
    task: undefined,
    queued: { steering: [], followUp: [] },
    notice: undefined,
    status,
  };
}
