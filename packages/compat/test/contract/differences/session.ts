import type { Difference } from "../differences.ts";

/** Of the cases on the sessions of pi-coding-agent. */
export const sessionDifferences: readonly Difference[] = [
  {
    case: "a name of several lines",
    versions: ["0.73.1"],
    reason: "A name is one line, as in 0.87.1.",
    pi: "one\r\ntwo",
    argent: "one two",
  },
  {
    case: "the path of an entry as a session of its own",
    versions: ["0.73.1"],
    reason:
      "What hung on a label hangs on the entry before it, so that the path stays whole (as in Pi from 0.79 on).",
    pi: {
      below: [
        ["message", null],
        ["message", "#0"],
        ["message", "gone"],
        ["label", "#2"],
      ],
      said: ["user: e"],
    },
    argent: {
      below: [
        ["message", null],
        ["message", "#0"],
        ["message", "#1"],
        ["label", "#2"],
      ],
      said: ["user: a", "assistant: b", "user: e"],
    },
  },
  {
    case: "the path of an entry whose compaction begins at a label",
    versions: ["0.73.1"],
    reason:
      "The compaction begins at the entry behind the label that is left out, so that nothing it kept is lost (as in Pi from 0.85 on).",
    pi: ["compactionSummary: so far", "user: f"],
    argent: ["compactionSummary: so far", "user: e", "user: f"],
  },
  {
    case: "a file that is not a session",
    versions: ["0.73.1"],
    reason:
      "A file that is not a session is never overwritten; Pi refuses it too from 0.80 on, in other words.",
    pi: ["nothing thrown", ["session"]],
    argent: [
      "/notes.jsonl has content and is not a session: it does not start with a session header. It was left as it is; choose another file.",
      [null, null],
    ],
  },
  {
    case: "a session of a version to come",
    versions: ["0.73.1", "0.87.1"],
    reason: "A file of a newer format is refused: appending in an older one would damage it.",
    pi: "nothing thrown",
    argent:
      "/s.jsonl is a session of format version 4; this program knows versions up to 3. Open it with a newer one.",
  },
  {
    case: "a last line that was cut off",
    versions: ["0.73.1"],
    reason: "The next entry starts on a line of its own, as in Pi from 0.84 on.",
    pi: ["user: a", "assistant: b"],
    argent: ["user: a", "assistant: b", "user: d"],
  },
  {
    case: "a session that no model has answered in yet",
    versions: ["0.73.1"],
    reason:
      "A file that is there is appended to; 0.73.1 writes the whole session a second time behind it.",
    pi: [
      ["session", "message"],
      ["session", "message", "session", "message", "message", "message"],
    ],
    argent: [
      ["session", "message", "message"],
      ["session", "message", "message", "message"],
    ],
  },
  {
    case: "a file that is removed while it is open",
    versions: ["0.73.1", "0.87.1"],
    reason:
      "The session is written again as a whole; Pi leaves a file without a header, which nobody can open.",
    pi: ["message"],
    argent: ["session", "message", "message", "message"],
  },
  {
    case: "an entry that cannot be written",
    versions: ["0.73.1", "0.87.1"],
    reason:
      "What is not in the file is not in memory either, so no later entry hangs on one that does not exist.",
    pi: { entries: 3 },
    argent: { entries: 2 },
  },
  {
    case: "a session of version 1 that is only opened",
    versions: ["0.73.1", "0.87.1"],
    reason:
      "An old file is left alone until the first append, which keeps the original beside it; Pi rewrites it in place.",
    pi: 3,
    argent: 1,
  },
  {
    case: "an edit of an earlier message, as later versions write it",
    versions: ["0.73.1"],
    reason: "Edits of later versions are honoured, as in 0.87.1.",
    pi: ["user: a", "assistant: b"],
    argent: ["user: edited"],
  },
  {
    case: "a position that Argent marked",
    versions: ["0.73.1", "0.87.1"],
    reason: "Argent's markers of branch positions are not entries of the conversation.",
    pi: { shown: ["a", "b", "m"] },
    argent: { shown: ["a", "b"] },
  },
  {
    case: "a copy of a session of version 1",
    versions: ["0.73.1", "0.87.1"],
    reason:
      "The copy is brought to version 3; Pi gives it the new header and the old lines, whose ids are missing.",
    pi: ["assistant: b"],
    argent: ["user: a", "assistant: b"],
  },
  {
    case: "the session that was written last",
    versions: ["0.73.1"],
    reason: "A header may be longer than 512 bytes, as in 0.87.1.",
    pi: ["old", [], true],
    argent: ["s", [], true],
  },
  {
    case: "a branch with a summary of what is left",
    versions: ["0.87.1"],
    reason:
      "0.87.1 names the leaf that was left, 0.73.1 and the facade the entry that the conversation goes on from. Both are read.",
    pi: [
      {
        details: { readFiles: [] },
        fromHook: true,
        fromId: "#3",
        id: "#4",
        parentId: "#1",
        summary: "went wrong",
        type: "branch_summary",
      },
      ["user: a", "assistant: b", "branchSummary: went wrong"],
    ],
    argent: [
      {
        details: { readFiles: [] },
        fromHook: true,
        fromId: "#1",
        id: "#4",
        parentId: "#1",
        summary: "went wrong",
        type: "branch_summary",
      },
      ["user: a", "assistant: b", "branchSummary: went wrong"],
    ],
  },
  {
    case: "a file that is not a session",
    versions: ["0.87.1"],
    reason:
      "A file that is not a session is never overwritten; Pi refuses it too from 0.80 on, in other words.",
    pi: ["Session file is not a valid pi session: /notes.jsonl", [null, null]],
    argent: [
      "/notes.jsonl has content and is not a session: it does not start with a session header. It was left as it is; choose another file.",
      [null, null],
    ],
  },
];
