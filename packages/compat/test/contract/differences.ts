/** How a case comes out differently, and why it is meant. */
export interface Difference {
  /** Of Pi, with which it was seen. */
  version: "0.73.1";
  reason: string;
  /** What Pi gives: of an object only the fields that differ. */
  pi: unknown;
  argent: unknown;
}

const version = "0.73.1";

/** By the name of the case. One that is not used, or not right any more, fails the suite. */
export const differences: Readonly<Record<string, Difference>> = {
  "another name of a model (the API page's)": {
    version,
    reason:
      "The API page asks for an id that no vendor ever had; the database knows what it means.",
    pi: "undefined",
    argent: "claude-sonnet-4-5-20250929",
  },
  "null where null is allowed": {
    version,
    reason: "A value that fits its schema is left as it is; Pi turns the null into zero.",
    pi: { maybe: 0 },
    argent: { maybe: null },
  },
  "an optional argument that is null": {
    version,
    reason: "Models write null for an argument that they leave out; it is not an empty text.",
    pi: { text: "" },
    argent: {},
  },
  "one item where a list is wanted": {
    version,
    reason: "One item for a list of one is accepted, as Pi does from 1.5 on.",
    pi: 'Validation failed for tool "t":',
    argent: "nothing thrown",
  },
  "the words for what does not fit": {
    version,
    reason: "The first line and the paths are Pi's; the sentence after a path is the validator's.",
    pi: ["  - n: must have required properties n", "  - n: must be number"],
    argent: ["  - n: must have required property 'n'", "  - n: must be number"],
  },
  "a stream that ends with an outcome, and one that ends without": {
    version,
    reason: "result() always settles.",
    pi: ['resolved: "given"', "never settles"],
    argent: ['resolved: "given"', "rejected"],
  },
  "a number that is still arriving": {
    version,
    reason: "The 2 may be the beginning of 25: numbers count once they are complete.",
    pi: { a: [1, 2] },
    argent: { a: [1] },
  },
  "a bad Unicode escape": {
    version,
    reason: "It is repaired like any other bad escape, as in Pi from 1.3 on.",
    pi: "Bad Unicode es",
    argent: "nothing thrown",
  },
  "partial, for a reader who comes late": {
    version,
    reason:
      "Each event keeps the answer as it was; Pi's events share one object that goes on growing.",
    pi: [
      { type: "text", text: "one two" },
      { type: "text", text: "one two" },
    ],
    argent: [
      { type: "text", text: "one " },
      { type: "text", text: "one two" },
    ],
  },
  "a tool call of openai-completions": {
    version,
    reason: "A block ends before the next one begins, as with every other API.",
    pi: {
      types: [
        "start",
        "text_start",
        "text_delta",
        "toolcall_start",
        "toolcall_delta",
        "text_end",
        "toolcall_end",
        "done",
      ],
    },
    argent: {
      types: [
        "start",
        "text_start",
        "text_delta",
        "text_end",
        "toolcall_start",
        "toolcall_delta",
        "toolcall_end",
        "done",
      ],
    },
  },
  "a tool call of google-generative-ai": {
    version,
    reason: "The empty part with which Gemini ends its streams is no block of text.",
    pi: {
      types: [
        "start",
        "text_start",
        "text_delta",
        "text_end",
        "toolcall_start",
        "toolcall_delta",
        "toolcall_end",
        "text_start",
        "text_delta",
        "text_end",
        "done",
      ],
      blocks: ["Let me see.", ["look", { at: "it" }], ""],
    },
    argent: {
      types: [
        "start",
        "text_start",
        "text_delta",
        "text_end",
        "toolcall_start",
        "toolcall_delta",
        "toolcall_end",
        "done",
      ],
      blocks: ["Let me see.", ["look", { at: "it" }]],
    },
  },
  "an answer of openai-responses that was cut off": {
    version,
    reason:
      "The API ends a cut answer with response.incomplete, which Pi does not read: it counts nothing and takes the answer for whole.",
    pi: {
      stopReason: "stop",
      usage: {
        input: 0,
        output: 0,
        cacheRead: 0,
        cacheWrite: 0,
        totalTokens: 0,
        cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
      },
    },
    argent: {
      stopReason: "length",
      usage: {
        input: 50,
        output: 5,
        cacheRead: 0,
        cacheWrite: 0,
        totalTokens: 55,
        cost: { input: 0.00005, output: 0.00001, cacheRead: 0, cacheWrite: 0, total: 0.00006 },
      },
    },
  },
  "what awaiting prompt gives": {
    version,
    reason: "A run can be awaited as before, and gives its new messages, as the API page says.",
    pi: null,
    argent: "the new messages",
  },
  "abort while a tool runs": {
    version,
    reason:
      "An abort starts no further turn, and a tool that it stopped has one wording (1.5 has it too).",
    pi: {
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
      told: ["result:a: stopped by the signal", "assistant:aborted: "],
    },
    argent: {
      trace: [
        "tool_execution_start a",
        "tool_execution_end a failed",
        "message_start toolResult",
        "message_end result:a",
        "turn_end a",
        "agent_end user,assistant:toolUse,result:a",
      ],
      told: ["result:a: Operation aborted"],
    },
  },
  "a listener that fails": {
    version,
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
  "a conversion that fails": {
    version,
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
  "reset in the middle of a run": {
    version,
    reason: "The run would go on writing into the emptied state; Pi refuses too from 0.84 on.",
    pi: "nothing thrown",
    argent: "Cannot reset while a run is active. Call abort() and await waitForIdle() first.",
  },
  "an update as JSON": {
    version,
    reason:
      "JSON carries deltas only, as Pi's own JSON mode does from 0.84 on; both are there when they are read.",
    pi: ["message", "partial"],
    argent: [],
  },
  "an update after the tool has finished": {
    version,
    reason: "It is dropped, as in Pi from 0.79 on.",
    pi: 1,
    argent: 0,
  },
  "calls of an answer that was cut off": {
    version,
    reason: "Arguments that may be incomplete are not executed, as in Pi from 0.80 on.",
    pi: { ended: "tool_execution_end 1", told: "result:1: a is done" },
    argent: {
      ended: "tool_execution_end 1 failed",
      told: 'result:1: Tool call "a" was not executed: the response hit the output token limit, so its arguments may be incomplete. Make a shorter call.',
    },
  },
  "runAgentLoopContinue and the context it is given": {
    version,
    reason: "The caller's list is never written to; runAgentLoop does not do it in Pi either.",
    pi: { context: ["user", "assistant:stop"] },
    argent: { context: ["user"] },
  },
  "a proxy whose answer is cut off": {
    version,
    reason: "A stream has exactly one terminal event and result() always settles.",
    pi: {
      types: [
        "start",
        "thinking_start",
        "thinking_delta",
        "thinking_end",
        "text_start",
        "text_delta",
      ],
      end: "never settles",
    },
    argent: {
      types: [
        "start",
        "thinking_start",
        "thinking_delta",
        "thinking_end",
        "text_start",
        "text_delta",
        "error",
      ],
      end: 'resolved: {"content":[{"type":"thinking","thinking":"hm","thinkingSignature":"sig"},{"type":"text","text":"Hello"}],"stopReason":"error","errorMessage":"The proxy\'s answer ended before its last event."}',
    },
  },
};
