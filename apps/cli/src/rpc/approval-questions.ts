import type { Clock } from "@argent/ai";
import type { ApprovalAnswer, ApprovalRequest, AskPerson } from "@argent/tools";
import type { ApprovalQuestion } from "./output-record.ts";

/** Asks the client about calls of tools. */
export interface ApprovalQuestions {
  ask: AskPerson;
  /** Takes in what the client says; what answers no question is dropped. */
  answer(response: unknown): void;
  /** Nobody will answer any more: what is open, and what comes, is denied. */
  close(): void;
}

export interface ApprovalQuestionsOptions {
  send(question: ApprovalQuestion): void;
  /** Milliseconds until a question counts as answered with no. Default: it waits. */
  timeoutMs?: number | undefined;
  clock: Clock;
}

const answers = { once: "Allow once", session: "Allow in this session", no: "Deny" };

type Answer = Awaited<ReturnType<AskPerson>>;

export function createApprovalQuestions(options: ApprovalQuestionsOptions): ApprovalQuestions {
  const open = new Map<string, (answer: Answer) => void>();
  const { timeoutMs, clock } = options;
  let isClosed = false;

  return {
    ask(request, reason, signal) {
      if (isClosed) return Promise.resolve(unanswered("nobody is there to be asked"));
      const { promise, resolve } = Promise.withResolvers<Answer>();
      const id = crypto.randomUUID();
      const cancel =
        timeoutMs === undefined
          ? undefined
          : clock.after(timeoutMs, () =>
              settle(unanswered(`nobody answered in ${timeoutMs / 1000} s`)),
            );
      const onAbort = () => settle(unanswered("the run was aborted"));
      const settle = (answer: Answer) => {
        open.delete(id);
        cancel?.();
        signal?.removeEventListener("abort", onAbort);
        resolve(answer);
      };
      open.set(id, settle);
      signal?.addEventListener("abort", onAbort, { once: true });
      options.send(questionOf(id, request, reason, timeoutMs));
      return promise;
    },
    answer(response) {
      if (typeof response !== "object" || response === null || !("id" in response)) return;
      const settle = typeof response.id === "string" ? open.get(response.id) : undefined;
      settle?.(readAnswer(response));
    },
    close() {
      isClosed = true;
      for (const settle of open.values()) settle(unanswered("the client has gone"));
    },
  };
}

function questionOf(
  id: string,
  request: ApprovalRequest,
  reason: string | undefined,
  timeout: number | undefined,
): ApprovalQuestion {
  const { tool, command, path, isolation, agent } = request;
  const what = command ?? path ?? JSON.stringify(request.args);
  const who = agent === undefined ? "" : ` (sub-agent: ${agent})`;
  const why = reason === undefined ? "" : `\n${reason}`;
  return {
    type: "extension_ui_request",
    id,
    method: "select",
    title: `Allow ${tool}${who}?\n${what}\nCommands are ${isolation.level === "none" ? "" : "isolated: "}${isolation.description}${why}`,
    options: Object.values(answers),
    ...(timeout !== undefined && { timeout }),
    approval: { ...request, ...(reason !== undefined && { reason }) },
  };
}

/** Everything but a clear yes is a no. */
function readAnswer(response: object): Answer {
  if ("value" in response && response.value === answers.once) return { allow: true };
  if ("value" in response && response.value === answers.session) {
    return { allow: true, remember: "session" };
  }
  if ("confirmed" in response && response.confirmed === true) return { allow: true };
  return { allow: false, reason: "The person said no" };
}

function unanswered(why: string): ApprovalAnswer {
  return { allow: false, reason: `It needs a person to allow it, and ${why}` };
}
