import type { ContractCases } from "../contract.ts";
import { answer, result, user } from "../session-kit.ts";

const bash = {
  role: "bashExecution" as const,
  command: "ls",
  output: "a\nb",
  exitCode: 0,
  cancelled: false,
  truncated: false,
  timestamp: 5,
};

export const agentMessages: ContractCases = {
  "what a model sees of a coding agent's messages": ({ coding }) =>
    coding.convertToLlm([
      user("hi"),
      answer("ho"),
      result("1", "done"),
      bash,
      { ...bash, output: "", exitCode: 2 },
      { ...bash, cancelled: true, exitCode: undefined },
      { ...bash, truncated: true, fullOutputPath: "/tmp/out" },
      { ...bash, excludeFromContext: true },
      { role: "custom", customType: "note", content: "look", display: true, timestamp: 6 },
      {
        role: "custom",
        customType: "note",
        content: [{ type: "image", data: "AA", mimeType: "image/png" }],
        display: false,
        details: { n: 1 },
        timestamp: 7,
      },
      { role: "branchSummary", summary: "went wrong\n", fromId: "a", timestamp: 8 },
      { role: "compactionSummary", summary: "so far", tokensBefore: 9, timestamp: 9 },
    ]),
};
