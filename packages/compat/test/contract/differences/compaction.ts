import type { Difference } from "../differences.ts";

/** Of the cases on the compaction of pi-coding-agent. */
export const compactionDifferences: readonly Difference[] = [
  {
    case: "an answer that nobody counted",
    versions: ["0.73.1"],
    reason: "A count of nothing says nothing about the context, as in 0.87.1.",
    pi: 0,
    argent: 7,
  },
  {
    case: "how large an image of the user's is",
    versions: ["0.73.1"],
    reason: "An image is as large whoever shows it, as in Pi from 0.76 on.",
    pi: 0,
    argent: 1200,
  },
  {
    case: "a cut before a command of the user's",
    versions: ["0.73.1"],
    reason: "A command of the user's begins a turn, so a cut there splits none (as in 0.87.1).",
    pi: [
      { firstKeptEntryIndex: 12, isSplitTurn: true, turnStartIndex: 11 },
      { firstKeptEntryIndex: 11, isSplitTurn: true, turnStartIndex: 11 },
      { firstKeptEntryIndex: 11, isSplitTurn: true, turnStartIndex: 11 },
    ],
    argent: [
      { firstKeptEntryIndex: 12, isSplitTurn: true, turnStartIndex: 11 },
      { firstKeptEntryIndex: 11, isSplitTurn: false, turnStartIndex: -1 },
      { firstKeptEntryIndex: 11, isSplitTurn: false, turnStartIndex: -1 },
    ],
  },
  {
    case: "a message of an extension's that is large",
    versions: ["0.73.1"],
    reason: "Everything that the context shows is counted, as in 0.87.1.",
    pi: [
      { firstKeptEntryIndex: 11, isSplitTurn: true, turnStartIndex: 11 },
      { firstKeptEntryIndex: 10, isSplitTurn: true, turnStartIndex: 9 },
      { firstKeptEntryIndex: 8, isSplitTurn: true, turnStartIndex: 3 },
    ],
    argent: [
      { firstKeptEntryIndex: 12, isSplitTurn: true, turnStartIndex: 11 },
      { firstKeptEntryIndex: 11, isSplitTurn: false, turnStartIndex: -1 },
      { firstKeptEntryIndex: 11, isSplitTurn: false, turnStartIndex: -1 },
    ],
  },
  {
    case: "results at the end that are too large",
    versions: ["0.73.1"],
    reason:
      "The last call and its results are kept and the rest is summed up; 0.73.1 keeps everything and compacts nothing.",
    pi: [
      { firstKeptEntryIndex: 0, isSplitTurn: false, turnStartIndex: -1 },
      { firstKeptEntryIndex: 0, isSplitTurn: false, turnStartIndex: -1 },
      { firstKeptEntryIndex: 0, isSplitTurn: false, turnStartIndex: -1 },
    ],
    argent: [
      { firstKeptEntryIndex: 11, isSplitTurn: true, turnStartIndex: 9 },
      { firstKeptEntryIndex: 11, isSplitTurn: true, turnStartIndex: 9 },
      { firstKeptEntryIndex: 11, isSplitTurn: true, turnStartIndex: 9 },
    ],
  },
  {
    case: "what a compaction of an extension's leaves to the next one",
    versions: ["0.73.1"],
    reason: "When there is nothing to sum up, no model is asked (as in 0.87.1).",
    pi: [0, [[], [], []]],
    argent: [null, null],
  },
  {
    case: "a turn that is cut directly behind a compaction",
    versions: ["0.73.1"],
    reason: "The summary so far stays; 0.73.1 drops it.",
    pi: "No prior history.\n\n---\n\n**Turn Context (split turn):**\n\nthe beginning",
    argent: "so far\n\n---\n\n**Turn Context (split turn):**\n\nthe beginning",
  },
  {
    case: "what a model is asked for a summary",
    versions: ["0.73.1", "0.87.1"],
    reason:
      "The words are Argent's, and so is the name of the block with the summary before; the headings are Pi's.",
    pi: {
      focus: [null, "nAdditional focus: tests"],
      tags: [["<conversation>"], ["<conversation>", "<previous-summary>", "<previous-summary>"]],
    },
    argent: {
      focus: [null, "nThe user asks you to pay attention to this: tests"],
      tags: [["<conversation>"], ["<conversation>", "<previous-checkpoint>"]],
    },
  },
  {
    case: "summaries that are none",
    versions: ["0.73.1"],
    reason:
      "A summary that is cut off, empty, aborted or a tool call never stands for a conversation (0.87.1 refuses the first and the last, one of them in other words).",
    pi: {
      aborted: 'resolved: "half"',
      empty: 'resolved: ""',
      length: 'resolved: "half"',
      tool: 'resolved: ""',
    },
    argent: {
      aborted: "rejected: Summarization failed: Request was aborted",
      empty: "rejected: Summarization failed: the answer is empty",
      length: "rejected: Summarization failed: the answer was cut off at its limit of tokens",
      tool: "rejected: Summarization attempted to call a tool",
    },
  },
  {
    case: "a summary of a branch",
    versions: ["0.73.1"],
    reason:
      "One format for all summaries, so one heading more. From 0.87.1's result the usage is missing, and its larger limit.",
    pi: {
      headings: [
        "## Goal",
        "## Constraints & Preferences",
        "## Progress",
        "### Done",
        "### In Progress",
        "### Blocked",
        "## Key Decisions",
        "## Next Steps",
      ],
    },
    argent: {
      headings: [
        "## Goal",
        "## Constraints & Preferences",
        "## Progress",
        "### Done",
        "### In Progress",
        "### Blocked",
        "## Key Decisions",
        "## Next Steps",
        "## Critical Context",
      ],
    },
  },
  {
    case: "summaries of a branch that are none",
    versions: ["0.73.1"],
    reason:
      "A summary that is cut off is none, as in 0.87.1; the words for a failure are those of 0.73.1.",
    pi: {
      length:
        '{"summary":"The user explored a different conversation branch before returning here.\\nSummary of that exploration:\\n\\nhalf\\n\\n<read-files>\\na.ts\\n</read-files>\\n\\n<modified-files>\\nb.ts\\n</modified-files>","readFiles":["a.ts"],"modifiedFiles":["b.ts"]}',
    },
    argent: {
      length:
        '{"error":"Branch summarization failed: the answer was cut off at its limit of tokens"}',
    },
  },
  {
    case: "a summary of a turn that is cut",
    versions: ["0.87.1"],
    reason: "0.87.1 tells the usage of the summary, too.",
    pi: {
      done: {
        details: { modifiedFiles: ["b.ts"], readFiles: ["a.ts"] },
        firstKeptEntryId: "#7",
        summary:
          "the history\n\n---\n\n**Turn Context (split turn):**\n\nthe beginning\n\n<read-files>\na.ts\n</read-files>\n\n<modified-files>\nb.ts\n</modified-files>",
        tokensBefore: 10,
        usage: {
          cacheRead: 0,
          cacheWrite: 0,
          cost: { cacheRead: 0, cacheWrite: 0, input: 0, output: 0, total: 0 },
          input: 846,
          output: 7,
          totalTokens: 853,
        },
      },
    },
    argent: {
      done: {
        details: { modifiedFiles: ["b.ts"], readFiles: ["a.ts"] },
        firstKeptEntryId: "#7",
        summary:
          "the history\n\n---\n\n**Turn Context (split turn):**\n\nthe beginning\n\n<read-files>\na.ts\n</read-files>\n\n<modified-files>\nb.ts\n</modified-files>",
        tokensBefore: 10,
      },
    },
  },
  {
    case: "summaries that are none",
    versions: ["0.87.1"],
    reason:
      "A summary that is cut off, empty, aborted or a tool call never stands for a conversation (0.87.1 refuses the first and the last, one of them in other words).",
    pi: {
      aborted: 'resolved: "half"',
      empty: 'resolved: ""',
      length:
        "rejected: Summarization failed: generation hit the token cap and the summary is incomplete",
    },
    argent: {
      aborted: "rejected: Summarization failed: Request was aborted",
      empty: "rejected: Summarization failed: the answer is empty",
      length: "rejected: Summarization failed: the answer was cut off at its limit of tokens",
    },
  },
  {
    case: "a summary of a branch",
    versions: ["0.87.1"],
    reason:
      "One format for all summaries, so one heading more. From 0.87.1's result the usage is missing, and its larger limit.",
    pi: {
      first: {
        modifiedFiles: ["b.ts"],
        readFiles: ["a.ts"],
        summary:
          "The user explored a different conversation branch before returning here.\nSummary of that exploration:\n\nthe branch\n\n<read-files>\na.ts\n</read-files>\n\n<modified-files>\nb.ts\n</modified-files>",
        usage: {
          cacheRead: 0,
          cacheWrite: 0,
          cost: { cacheRead: 0, cacheWrite: 0, input: 0, output: 0, total: 0 },
          input: 596,
          output: 3,
          totalTokens: 599,
        },
      },
      headings: [
        "## Goal",
        "## Constraints & Preferences",
        "## Progress",
        "### Done",
        "### In Progress",
        "### Blocked",
        "## Key Decisions",
        "## Next Steps",
      ],
      limits: [
        { apiKey: "key", level: null, maxTokens: 4096 },
        { apiKey: "key", level: null, maxTokens: 4096 },
      ],
    },
    argent: {
      first: {
        modifiedFiles: ["b.ts"],
        readFiles: ["a.ts"],
        summary:
          "The user explored a different conversation branch before returning here.\nSummary of that exploration:\n\nthe branch\n\n<read-files>\na.ts\n</read-files>\n\n<modified-files>\nb.ts\n</modified-files>",
      },
      headings: [
        "## Goal",
        "## Constraints & Preferences",
        "## Progress",
        "### Done",
        "### In Progress",
        "### Blocked",
        "## Key Decisions",
        "## Next Steps",
        "## Critical Context",
      ],
      limits: [
        { apiKey: "key", level: null, maxTokens: 2048 },
        { apiKey: "key", level: null, maxTokens: 2048 },
      ],
    },
  },
  {
    case: "summaries of a branch that are none",
    versions: ["0.87.1"],
    reason:
      "A summary that is cut off is none, as in 0.87.1; the words for a failure are those of 0.73.1.",
    pi: {
      failed: '{"error":"Branch summarization failed: overloaded"}',
      length:
        '{"error":"Branch summarization failed: generation hit the token cap and the summary is incomplete"}',
    },
    argent: {
      failed: '{"error":"overloaded"}',
      length:
        '{"error":"Branch summarization failed: the answer was cut off at its limit of tokens"}',
    },
  },
];
