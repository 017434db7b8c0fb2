import {
  type AcceptedDifference,
  dropUnsent,
  type Fields,
  objectOf,
  objectsOf,
  onlyText,
} from "./accepted-difference.ts";

const api = "openai-completions";
const known = "Argent sends a server what its row in the models database says it knows; Pi guesses";

export const completionsDifferences: readonly AcceptedDifference[] = [
  {
    id: "prompt-text",
    api,
    reason: "A prompt of one text is a list in Pi and a string in Argent, which is the same.",
    reconcile(pi, argent) {
      forBoth(pi.messages, argent.messages, (ours, theirs) => {
        const text = onlyText(ours.content);
        if (text !== undefined && typeof theirs.content === "string") ours.content = text;
      });
    },
  },
  {
    id: "system-role",
    api,
    reason: `${known} that it knows the role "developer" and not only "system".`,
    reconcile(pi, argent) {
      forBoth(pi.messages, argent.messages, (ours, theirs) => {
        if (ours.role === "developer" && theirs.role === "system") ours.role = "system";
      });
    },
  },
  {
    id: "output-limit",
    api,
    reason: `${known} that it calls the limit max_completion_tokens.`,
    reconcile(pi, argent) {
      if (pi.max_completion_tokens !== argent.max_tokens) return;
      pi.max_tokens = pi.max_completion_tokens;
      delete pi.max_completion_tokens;
    },
  },
  {
    id: "store",
    api,
    reason: `${known} that it could store the answer.`,
    reconcile: (pi, argent) => dropUnsent(pi, argent, "store", false),
  },
  {
    id: "strict",
    api,
    reason: `${known} that it has strict tools, and turns them off.`,
    reconcile(pi, argent) {
      forBoth(pi.tools, argent.tools, (ours, theirs) =>
        dropUnsent(objectOf(ours.function), objectOf(theirs.function), "strict", false),
      );
    },
  },
  {
    id: "returned-reasoning",
    api,
    reason: `${known} that it wants its reasoning back, from the name that it came under.`,
    reconcile(pi, argent) {
      forBoth(pi.messages, argent.messages, (ours, theirs) => {
        if (theirs.reasoning_content === undefined) delete ours.reasoning_content;
      });
    },
  },
];

/** Visits the objects at the same places of two lists. */
function forBoth(pi: unknown, argent: unknown, visit: (pi: Fields, argent: Fields) => void): void {
  const theirs = objectsOf(argent);
  for (const [index, ours] of objectsOf(pi).entries()) visit(ours, theirs[index] ?? {});
}
