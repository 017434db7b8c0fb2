import type { Difference } from "../differences.ts";

/** Of the cases on the tools of pi-coding-agent. */
export const toolDifferences: readonly Difference[] = [
  {
    case: "an edit of a text that is there twice",
    versions: ["0.73.1", "0.87.1"],
    reason: "The model is told where, so that it need not read the file again.",
    pi: {
      failed:
        "Found 2 occurrences of the text in a.txt. The text must be unique. Please provide more context to make it unique.",
    },
    argent: {
      failed:
        "Found 2 occurrences of the text in a.txt, at lines 1, 3. The text must be unique. Add surrounding lines to make it so.",
    },
  },
  {
    case: "an edit that changes nothing",
    versions: ["0.73.1", "0.87.1"],
    reason: "The words are Argent's.",
    pi: {
      failed:
        "No changes made to a.txt. The replacement produced identical content. This might indicate an issue with special characters or the text not existing as expected.",
    },
    argent: {
      failed: "No changes made to a.txt. The replacement is the same as the text that is there.",
    },
  },
  {
    case: "what read leaves out",
    versions: ["0.87.1"],
    reason: "0.87.1 does not count the empty line behind the last line feed.",
    pi: {
      big: {
        end: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n\n[Showing lines 1-512 of 1001 (50.0KB limit). Use offset=513 to continue.]",
        truncation: {
          firstLineExceedsLimit: false,
          lastLinePartial: false,
          maxBytes: 51200,
          maxLines: 2000,
          outputBytes: 51199,
          outputLines: 512,
          totalBytes: 100000,
          totalLines: 1000,
          truncated: true,
          truncatedBy: "bytes",
        },
      },
      long: {
        end: "ine 1991\nline 1992\nline 1993\nline 1994\nline 1995\nline 1996\nline 1997\nline 1998\nline 1999\nline 2000\n\n[Showing lines 1-2000 of 2501. Use offset=2001 to continue.]",
        truncation: {
          firstLineExceedsLimit: false,
          lastLinePartial: false,
          maxBytes: 51200,
          maxLines: 2000,
          outputBytes: 18892,
          outputLines: 2000,
          totalBytes: 23893,
          totalLines: 2500,
          truncated: true,
          truncatedBy: "lines",
        },
      },
    },
    argent: {
      big: {
        end: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n\n[Showing lines 1-512 of 1001 (50.0KB limit). Use offset=513 to continue.]",
        truncation: {
          firstLineExceedsLimit: false,
          lastLinePartial: false,
          maxBytes: 51200,
          maxLines: 2000,
          outputBytes: 51199,
          outputLines: 512,
          totalBytes: 100000,
          totalLines: 1001,
          truncated: true,
          truncatedBy: "bytes",
        },
      },
      long: {
        end: "ine 1991\nline 1992\nline 1993\nline 1994\nline 1995\nline 1996\nline 1997\nline 1998\nline 1999\nline 2000\n\n[Showing lines 1-2000 of 2501. Use offset=2001 to continue.]",
        truncation: {
          firstLineExceedsLimit: false,
          lastLinePartial: false,
          maxBytes: 51200,
          maxLines: 2000,
          outputBytes: 18892,
          outputLines: 2000,
          totalBytes: 23893,
          totalLines: 2501,
          truncated: true,
          truncatedBy: "lines",
        },
      },
    },
  },
  {
    case: "what write says",
    versions: ["0.87.1"],
    reason: "0.87.1 does not say how much was written.",
    pi: { text: ["Successfully wrote to new/b.txt"] },
    argent: { text: ["Successfully wrote 5 bytes to new/b.txt"] },
  },
  {
    case: "what bash leaves out",
    versions: ["0.87.1"],
    reason: "0.87.1 does not count the empty line behind the last line feed.",
    pi: {
      many: {
        parts: [
          "1001\n1002\n10",
          "85\n2986\n2987\n2988\n2989\n2990\n2991\n2992\n2993\n2994\n2995\n2996\n2997\n2998\n2999\n3000\n\n[Showing lines 1001-3000 of 3000. Full output: <log>]",
        ],
        truncation: {
          firstLineExceedsLimit: false,
          lastLinePartial: false,
          maxBytes: 51200,
          maxLines: 2000,
          outputBytes: 9999,
          outputLines: 2000,
          totalBytes: 13893,
          totalLines: 3000,
          truncated: true,
          truncatedBy: "lines",
        },
      },
    },
    argent: {
      many: {
        parts: [
          "1002\n1003\n10",
          "5\n2986\n2987\n2988\n2989\n2990\n2991\n2992\n2993\n2994\n2995\n2996\n2997\n2998\n2999\n3000\n\n\n[Showing lines 1002-3001 of 3001. Full output: <log>]",
        ],
        truncation: {
          firstLineExceedsLimit: false,
          lastLinePartial: false,
          maxBytes: 51200,
          maxLines: 2000,
          outputBytes: 9995,
          outputLines: 2000,
          totalBytes: 13893,
          totalLines: 3001,
          truncated: true,
          truncatedBy: "lines",
        },
      },
    },
  },
  {
    case: "what grep says",
    versions: ["0.73.1", "0.87.1"],
    reason:
      "The end of a file is no line of its own, and the notice does not name a tool that a host may not have.",
    pi: {
      around: { text: ["a.ts-1- const one = 1;\na.ts:2: const two = 2;\na.ts-3- "] },
      wide: {
        end: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx... [truncated]\n\n[Some lines truncated to 500 chars. Use read tool to see full lines]",
        truncation: null,
      },
    },
    argent: {
      around: { text: ["a.ts-1- const one = 1;\na.ts:2: const two = 2;"] },
      wide: {
        end: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx... [truncated]\n\n[Some lines truncated to 500 chars. Read the file to see them]",
        truncation: null,
      },
    },
  },
];
