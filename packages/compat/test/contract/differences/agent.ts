import type { Difference } from "../differences.ts";

/** Of the cases on pi-agent-core. */
export const agentDifferences: readonly Difference[] = [
  {
    case: "what awaiting prompt gives",
    versions: ["0.73.1", "0.87.1"],
    reason: "A run can be awaited as before, and gives its new messages, as the API page says.",
    pi: null,
    argent: "the new messages",
  },
  {
    case: "abort while a tool runs",
    versions: ["0.73.1"],
    reason:
      "An abort starts no further turn, and a tool that it stopped has one wording (1.5 has it too).",
    pi: {
      told: ["result:a: stopped by the signal", "assistant:aborted: "],
      trace: [
        "tool_execution_start a",
        "tool_execution_end a failed",
        "message_start toolResult",
        "message_end result:a",
        "turn_end a",
        "turn_start",
        "message_start assistant",
        "message_end assistant:aborted",
        "turn_end",
        "agent_end user,assistant:toolUse,result:a,assistant:aborted",
      ],
    },
    argent: {
      told: ["result:a: Operation aborted"],
      trace: [
        "tool_execution_start a",
        "tool_execution_end a failed",
        "message_start toolResult",
        "message_end result:a",
        "turn_end a",
        "agent_end user,assistant:toolUse,result:a",
      ],
    },
  },
  {
    case: "a listener that fails",
    versions: ["0.73.1"],
    reason:
      "The run goes on: a listener cannot put a second answer into the transcript or cut off the others. Its failure is in state.errorMessage and a warning of the run.",
    pi: {
      last: ["text_end", "message_end assistant:stop", "agent_end assistant:error"],
      messages: ["user", "assistant:stop", "assistant:error"],
    },
    argent: {
      last: ["message_end assistant:stop", "turn_end", "agent_end user,assistant:stop"],
      messages: ["user", "assistant:stop"],
    },
  },
  {
    case: "a conversion that fails",
    versions: ["0.73.1"],
    reason:
      "The errored answer is announced like any other, so that whoever stores messages has it (1.5 does so too).",
    pi: {
      trace: [
        "agent_start",
        "turn_start",
        "message_start user",
        "message_end user",
        "agent_end assistant:error",
      ],
    },
    argent: {
      trace: [
        "agent_start",
        "turn_start",
        "message_start user",
        "message_end user",
        "message_start assistant",
        "message_end assistant:error",
        "turn_end",
        "agent_end user,assistant:error",
      ],
    },
  },
  {
    case: "reset in the middle of a run",
    versions: ["0.73.1"],
    reason: "The run would go on writing into the emptied state; Pi refuses too from 0.84 on.",
    pi: "nothing thrown",
    argent: "Cannot reset while a run is active. Call abort() and await waitForIdle() first.",
  },
  {
    case: "an update as JSON",
    versions: ["0.73.1", "0.87.1"],
    reason:
      "JSON carries deltas only, as Pi's own JSON mode does from 0.84 on; both are there when they are read.",
    pi: ["message", "partial"],
    argent: [],
  },
  {
    case: "an update after the tool has finished",
    versions: ["0.73.1"],
    reason: "It is dropped, as in Pi from 0.79 on.",
    pi: 1,
    argent: 0,
  },
  {
    case: "calls of an answer that was cut off",
    versions: ["0.73.1"],
    reason: "Arguments that may be incomplete are not executed, as in Pi from 0.80 on.",
    pi: { ended: "tool_execution_end 1", told: "result:1: a is done" },
    argent: {
      ended: "tool_execution_end 1 failed",
      told: 'result:1: Tool call "a" was not executed: the response hit the output token limit, so its arguments may be incomplete. Make a shorter call.',
    },
  },
  {
    case: "runAgentLoopContinue and the context it is given",
    versions: ["0.73.1"],
    reason: "The caller's list is never written to; runAgentLoop does not do it in Pi either.",
    pi: { context: ["user", "assistant:stop"] },
    argent: { context: ["user"] },
  },
  {
    case: "a proxy whose answer is cut off",
    versions: ["0.73.1"],
    reason: "A stream has exactly one terminal event and result() always settles.",
    pi: {
      end: "never settles",
      types: [
        "start",
        "thinking_start",
        "thinking_delta",
        "thinking_end",
        "text_start",
        "text_delta",
      ],
    },
    argent: {
      end: 'resolved: {"content":[{"type":"thinking","thinking":"hm","thinkingSignature":"sig"},{"type":"text","text":"Hello"}],"stopReason":"error","errorMessage":"The proxy\'s answer ended before its last event. (network error)"}',
      types: [
        "start",
        "thinking_start",
        "thinking_delta",
        "thinking_end",
        "text_start",
        "text_delta",
        "error",
      ],
    },
  },
];
