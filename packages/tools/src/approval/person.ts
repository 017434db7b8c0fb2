import type { ApprovalAnswer, ApprovalRequest, ApprovalVerdict, AskPerson } from "./approval.ts";
import { type ApprovalRule, nameOf, ruleFinder } from "./approval-rules.ts";
import { rememberedRule } from "./remembered-rule.ts";

/** What a person settled for longer than one call. It answers questions; it never outweighs a rule that denies. */
export interface RememberedAnswers {
  /** Answers of earlier sessions, as `onRemember` gave them. */
  remembered?: readonly ApprovalRule[] | undefined;
  /** Stores an answer that is to hold for ever; that is the application's part. */
  onRemember?: ((rule: ApprovalRule) => void | Promise<void>) | undefined;
}

export interface PersonOptions extends RememberedAnswers {
  ask?: AskPerson | undefined;
}

/** The one who is asked, about one call at a time, and not twice about what is settled. */
export interface Person {
  answer(request: ApprovalRequest, reason?: string, signal?: AbortSignal): Promise<ApprovalAnswer>;
  /** What was settled about calls like this one. */
  settled(request: ApprovalRequest): ApprovalVerdict | undefined;
}

export function createPerson({ ask, remembered = [], onRemember }: PersonOptions): Person {
  const rules = [...remembered];
  let find = ruleFinder(rules);
  let lastQuestion: Promise<unknown> = Promise.resolve();

  const settled = (request: ApprovalRequest): ApprovalVerdict | undefined => {
    const rule = find(request);
    if (!rule || rule.decision === "ask") return undefined;
    const { decision, reason } = rule;
    return { decision, reason, rule: `settled by a person: ${nameOf(rule)}` };
  };

  const question = async (request: ApprovalRequest, reason?: string, signal?: AbortSignal) => {
    const known = settled(request);
    if (known) return { allow: known.decision === "allow", reason: known.reason };
    if (!ask) {
      const why = reason ?? "It needs a person to allow it";
      return { allow: false, reason: `${why}, and nobody is there to be asked` };
    }
    if (signal?.aborted) return aborted;
    const answer = await ask(request, reason, signal);
    if (answer.remember) {
      const rule = answer.rule ?? {
        ...rememberedRule(request, answer.allow),
        ...(answer.reason !== undefined && { reason: answer.reason }),
      };
      rules.push(rule);
      find = ruleFinder(rules);
      if (answer.remember === "always") await onRemember?.(rule);
    }
    return { allow: answer.allow, reason: answer.reason };
  };

  return {
    settled,
    async answer(request, reason, signal) {
      const asked = lastQuestion.then(() => question(request, reason, signal));
      lastQuestion = asked.catch(() => undefined); // whoever asked handles it
      return unlessAborted(asked, signal);
    },
  };
}

const aborted: ApprovalAnswer = { allow: false, reason: "The run was aborted" };

/** An aborted call does not wait for the questions before it. */
async function unlessAborted(
  asked: Promise<ApprovalAnswer>,
  signal: AbortSignal | undefined,
): Promise<ApprovalAnswer> {
  const { promise, resolve } = Promise.withResolvers<ApprovalAnswer>();
  const onAbort = () => resolve(aborted);
  if (signal?.aborted) onAbort();
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([asked, promise]);
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}
