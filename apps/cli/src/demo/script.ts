import type { Step } from "@argent/ai/testing";
import { brokenLine, mendedLine } from "./broken-repository.ts";

/** What the model says in the demo. Everything else in it is real. */
export const demoScript: Step[] = [
  {
    text: "I will run the tests first.",
    toolCalls: [{ name: "bash", arguments: { command: "node --test" } }],
  },
  {
    thinking:
      "The even case fails: 3 instead of 2.5. The code takes the upper of the two middle values.",
    text: "The even case fails. Let me read the code.",
    toolCalls: [{ name: "read_file", arguments: { path: "median.js" } }],
  },
  {
    text: "With an even count it returns the upper middle value instead of the mean of both.",
    toolCalls: [
      {
        name: "edit_file",
        arguments: { path: "median.js", edits: [{ oldText: brokenLine, newText: mendedLine }] },
      },
    ],
  },
  {
    text: "Now the tests again.",
    toolCalls: [{ name: "bash", arguments: { command: "node --test" } }],
  },
  {
    text: "`median` returned the upper of the two middle values for lists of even length. It now returns their mean; both tests pass.",
  },
];
