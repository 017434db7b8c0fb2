import type { Difference } from "../differences.ts";

/** Between `argent rpc` and `pi --mode rpc`. */
export const rpcDifferences: readonly Difference[] = [
  {
    case: "RPC: the state at the beginning",
    versions: ["0.73.1"],
    reason:
      "Nobody asked for thinking, so there is none; no text is null, which a client can tell from a field that it does not know.",
    pi: { last: {}, thinkingLevel: "medium" },
    argent: { last: { text: null }, thinkingLevel: "off" },
  },
  {
    case: "RPC: the state at the beginning",
    versions: ["0.87.1"],
    reason:
      "Nobody asked for thinking, so there is none; no text is null, which a client can tell from a field that it does not know; there are no extensions, and so no command of one.",
    pi: {
      commands: {
        commands: [
          {
            description: "Manage llama.cpp router models",
            name: "llama",
            source: "extension",
            sourceInfo: {
              origin: "top-level",
              path: "<inline:llama.cpp>",
              scope: "temporary",
              source: "inline",
            },
          },
        ],
      },
      last: {},
      thinkingLevel: "medium",
    },
    argent: { commands: { commands: [] }, last: { text: null }, thinkingLevel: "off" },
  },
  {
    case: "RPC: a prompt with a command, and its events in order",
    versions: ["0.87.1"],
    reason:
      "From 0.86 on Pi's system prompt and tools are a message of the transcript; `argent rpc` is that of 0.73.1 and keeps them beside it.",
    pi: {
      events: [
        "agent_start",
        "turn_start",
        "message_start system",
        "message_end system",
        "message_start user",
        "message_end user",
        "message_start assistant",
        "message_update toolcall_start",
        "message_update toolcall_delta",
        "message_update toolcall_end",
        "message_end assistant",
        "tool_execution_start bash",
        "tool_execution_update bash",
        "tool_execution_end bash",
        "message_start toolResult",
        "message_end toolResult",
        "turn_end assistant",
        "turn_start",
        "message_start assistant",
        "message_update text_start",
        "message_update text_delta",
        "message_update text_end",
        "message_end assistant",
        "turn_end assistant",
        "agent_end system,user,assistant,toolResult,assistant",
      ],
      messageCount: 5,
    },
    argent: {
      events: [
        "agent_start",
        "turn_start",
        "message_start user",
        "message_end user",
        "message_start assistant",
        "message_update toolcall_start",
        "message_update toolcall_delta",
        "message_update toolcall_end",
        "message_end assistant",
        "tool_execution_start bash",
        "tool_execution_update bash",
        "tool_execution_end bash",
        "message_start toolResult",
        "message_end toolResult",
        "turn_end assistant",
        "turn_start",
        "message_start assistant",
        "message_update text_start",
        "message_update text_delta",
        "message_update text_end",
        "message_end assistant",
        "turn_end assistant",
        "agent_end user,assistant,toolResult,assistant",
      ],
      messageCount: 4,
    },
  },
  {
    case: "RPC: the fields of events, and the last one of a run",
    versions: ["0.73.1"],
    reason:
      "As in 0.84 and later an update carries its delta alone, and agent_settled is the end; why a run ended is said, too.",
    pi: {
      agent_end: ["messages"],
      last: "agent_end",
      message_update: ["assistantMessageEvent", "message"],
    },
    argent: {
      agent_end: ["messages", "stopReason", "willRetry"],
      agent_settled: ["aborted", "stopReason"],
      last: "agent_settled",
      message_update: ["assistantMessageEvent"],
    },
  },
  {
    case: "RPC: the fields of events, and the last one of a run",
    versions: ["0.87.1"],
    reason:
      "Why a run ended and whether it was aborted is said, too; updates carry no usage, which message_end has.",
    pi: {
      agent_end: ["messages", "willRetry"],
      agent_settled: [],
      message_update: ["assistantMessageEvent", "usage"],
    },
    argent: {
      agent_end: ["messages", "stopReason", "willRetry"],
      agent_settled: ["aborted", "stopReason"],
      message_update: ["assistantMessageEvent"],
    },
  },
  {
    case: "RPC: steering and a follow-up while an answer comes",
    versions: ["0.73.1", "0.87.1"],
    reason:
      "The response says whether the message was queued; the words of the refusal are Argent's.",
    pi: {
      followed: { command: "follow_up", success: true },
      refused: {
        command: "prompt",
        error:
          "Agent is already processing. Specify streamingBehavior ('steer' or 'followUp') to queue the message.",
        success: false,
      },
      steered: { command: "steer", success: true },
    },
    argent: {
      followed: { command: "follow_up", data: { disposition: "queued" }, success: true },
      refused: {
        command: "prompt",
        error:
          "The agent is working. Say whether this is to steer it or to follow when it is done.",
        success: false,
      },
      steered: { command: "steer", data: { disposition: "queued" }, success: true },
    },
  },
  {
    case: "RPC: steering while nothing runs",
    versions: ["0.73.1", "0.87.1"],
    reason: "It begins a run, and the response says so; Pi keeps it until somebody prompts.",
    pi: { steered: { command: "steer", success: true }, pending: [false, 1] },
    argent: {
      steered: { command: "steer", data: { disposition: "started" }, success: true },
      pending: [true, 0],
    },
  },
  {
    case: "RPC: a command that is kept from the model",
    versions: ["0.73.1"],
    reason: "excludeFromContext works, as in 0.87.1.",
    pi: { asked: true },
    argent: { asked: false },
  },
  {
    case: "RPC: thinking levels, models and modes",
    versions: ["0.87.1"],
    reason:
      "From 0.86 on Pi's system prompt and tools are a message of the transcript; `argent rpc` is that of 0.73.1 and keeps them beside it.",
    pi: { messageCount: 17 },
    argent: { messageCount: 16 },
  },
  {
    case: "RPC: a session without a name",
    versions: ["0.73.1", "0.87.1"],
    reason: "The words are Argent's.",
    pi: { error: "Session name cannot be empty" },
    argent: { error: "The name of a session cannot be empty." },
  },
  {
    case: "RPC: messages, the last answer and statistics",
    versions: ["0.87.1"],
    reason:
      "From 0.86 on Pi's system prompt and tools are a message of the transcript; `argent rpc` is that of 0.73.1 and keeps them beside it.",
    pi: {
      counts: {
        assistantMessages: 7,
        cost: 0.0027,
        tokens: { cacheRead: 0, cacheWrite: 0, input: 600, output: 60, total: 660 },
        toolCalls: 1,
        toolResults: 1,
        totalMessages: 17,
        userMessages: 6,
      },
      messages: [
        "system: ",
        "user: Say hi.",
        "assistant: toolCall",
        "toolResult: hi\n",
        "assistant: Done.",
        "user: Go.",
        "assistant: One.",
        "user: Left.",
        "assistant: Two.",
        "user: Then right.",
        "assistant: Three.",
        "user: Think.",
        "assistant: ",
        "bashExecution: echo seen; exit 3",
        "bashExecution: echo hidden",
        "user: What did I run?",
        "assistant: Seen.",
      ],
    },
    argent: {
      counts: {
        assistantMessages: 7,
        cost: 0.0027,
        tokens: { cacheRead: 0, cacheWrite: 0, input: 600, output: 60, total: 660 },
        toolCalls: 1,
        toolResults: 1,
        totalMessages: 16,
        userMessages: 6,
      },
      messages: [
        "user: Say hi.",
        "assistant: toolCall",
        "toolResult: hi\n",
        "assistant: Done.",
        "user: Go.",
        "assistant: One.",
        "user: Left.",
        "assistant: Two.",
        "user: Then right.",
        "assistant: Three.",
        "user: Think.",
        "assistant: ",
        "bashExecution: echo seen; exit 3",
        "bashExecution: echo hidden",
        "user: What did I run?",
        "assistant: Seen.",
      ],
    },
  },
  {
    case: "RPC: forks, a clone, new sessions and earlier ones",
    versions: ["0.73.1"],
    reason: "A fork and a clone keep the name of their session.",
    pi: { names: ["A name", null, null, null, "A name"] },
    argent: { names: ["A name", "A name", "A name", null, "A name"] },
  },
  {
    case: "RPC: forks, a clone, new sessions and earlier ones",
    versions: ["0.87.1"],
    reason:
      "A fork and a clone keep the name of their session; the counts of 0.87.1 have the message with its system prompt.",
    pi: { counts: [17, 5, 5, 0, 17], names: ["A name", null, null, null, "A name"] },
    argent: { counts: [16, 4, 4, 0, 16], names: ["A name", "A name", "A name", null, "A name"] },
  },
  {
    case: "RPC: a fork of nothing",
    versions: ["0.73.1", "0.87.1"],
    reason: "The words name the entry.",
    pi: { error: "Invalid entry ID for forking" },
    argent: { error: 'The session has no entry "nowhere".' },
  },
  {
    case: "RPC: a compaction",
    versions: ["0.73.1"],
    reason:
      "A request that the kept part answers is repeated word for word behind the summary, and the response says how many tokens are left; lists of files are part of the summary.",
    pi: {
      fields: ["details", "firstKeptEntryId", "summary", "tokensBefore"],
      messages: [
        "compactionSummary: ## Goal\nAnswer.",
        "user: And what of the rest? And what of the rest? And what of the rest? And what",
        "assistant: Another.",
      ],
    },
    argent: {
      fields: ["firstKeptEntryId", "summary", "tokensAfter", "tokensBefore"],
      messages: [
        "compactionSummary: ## Goal\nAnswer.\n\n## Current Request\n\n<request>\nAnd what of th",
        "assistant: Another.",
      ],
    },
  },
  {
    case: "RPC: a compaction",
    versions: ["0.87.1"],
    reason:
      "A request that the kept part answers is repeated word for word behind the summary, and the response says how many tokens are left; lists of files are part of the summary.",
    pi: {
      fields: [
        "details",
        "estimatedTokensAfter",
        "firstKeptEntryId",
        "summary",
        "tokensBefore",
        "usage",
      ],
      messages: [
        "system: ",
        "compactionSummary: ## Goal\nAnswer.",
        "user: And what of the rest? And what of the rest? And what of the rest? And what",
        "assistant: Another.",
      ],
    },
    argent: {
      fields: ["firstKeptEntryId", "summary", "tokensAfter", "tokensBefore"],
      messages: [
        "compactionSummary: ## Goal\nAnswer.\n\n## Current Request\n\n<request>\nAnd what of th",
        "assistant: Another.",
      ],
    },
  },
  {
    case: "RPC: a compaction of nothing",
    versions: ["0.73.1"],
    reason: "No model is asked for a summary of nothing.",
    pi: { success: true, summary: "## Goal\nAnswer." },
    argent: {
      error: "There is nothing to compact: a summary would not be shorter.",
      success: false,
    },
  },
  {
    case: "RPC: a compaction of nothing",
    versions: ["0.87.1"],
    reason: "The words are Argent's.",
    pi: { error: "Nothing to compact (session too small)" },
    argent: { error: "There is nothing to compact: a summary would not be shorter." },
  },
  {
    case: "RPC: commands without what they need",
    versions: ["0.73.1", "0.87.1"],
    reason: "The response says what was wanted and what came.",
    pi: [
      {
        command: "set_session_name",
        error: "Cannot read properties of undefined (reading 'trim')",
        success: false,
      },
      { error: "Unknown command: undefined", success: false },
    ],
    argent: [
      {
        command: "set_session_name",
        error: 'set_session_name needs "name" to be a string, got nothing.',
        success: false,
      },
      {
        command: "parse",
        error: 'A command is an object with a "type", for example {"type":"get_state"}; got [].',
        success: false,
      },
    ],
  },
  {
    case: "RPC: the types of all records",
    versions: ["0.73.1"],
    reason:
      "Argent also tells of another model and of another session; agent_settled and bash_execution_update are those of 0.87.1.",
    pi: {},
    argent: {
      agent_settled: "said",
      bash_execution_update: "said",
      model_changed: "said",
      session_changed: "said",
    },
  },
  {
    case: "RPC: the types of all records",
    versions: ["0.87.1"],
    reason: "Argent also tells of another model and of another session.",
    pi: {},
    argent: { model_changed: "said", session_changed: "said" },
  },
];
