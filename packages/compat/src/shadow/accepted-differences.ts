import type { AcceptedDifference } from "./accepted/accepted-difference.ts";
import { anthropicDifferences } from "./accepted/anthropic-differences.ts";
import { callIdDifference } from "./accepted/call-ids.ts";
import { completionsDifferences } from "./accepted/completions-differences.ts";
import { googleDifferences } from "./accepted/google-differences.ts";
import { responsesDifferences } from "./accepted/responses-differences.ts";

/** Every difference between Pi's requests and Argent's that is known and wanted, in the order in which they are undone. */
export const acceptedDifferences: readonly AcceptedDifference[] = [
  ...anthropicDifferences,
  ...completionsDifferences,
  ...responsesDifferences,
  ...googleDifferences,
  callIdDifference,
];
