import { type Clock, systemClock } from "../clock.ts";
import { collect } from "../collect.ts";
import type { Provider, TurnRequest } from "../provider.ts";
import { type Answer, answerOf, callIds } from "./answer.ts";
import { createCacheMeter, createPromptMeter } from "./prompt-meter.ts";
import { ScriptedStream } from "./scripted-stream.ts";
import type { ScriptedStep, Step, StepUsage } from "./step.ts";
import { createStepQueue } from "./step-queue.ts";

/** What holds for all steps of a script. */
export interface ScriptedOptions {
  /** Default `"scripted"`. */
  id?: string | undefined;
  /** Drives `delayMs` and the timestamps. Default: the system's. */
  clock?: Clock | undefined;
  /** For steps that do not say; what neither says is estimated at four characters a token. */
  usage?: StepUsage | undefined;
  /** Counts what a request has in common with its session's last one as `cacheRead`. Default `false`. */
  cacheSimulation?: boolean | undefined;
  /** What follows the last step: an error (the default), or the last step again and again. */
  onExhausted?: "error" | "repeat" | undefined;
  /** `false` keeps no `requests`, for runs of very many turns. Default `true`. */
  recordRequests?: boolean | undefined;
}

/** A provider with a script, which shows what it was asked. */
export interface ScriptedProvider extends Provider {
  /** What was asked, in order; the message lists are copies taken at that moment. */
  readonly requests: readonly TurnRequest[];
  /** How many requests have taken a step. */
  readonly callCount: number;
  /** Adds steps behind those that are left. */
  append(...steps: ScriptedStep[]): void;
}

/**
 * A provider that answers from a script, one step a request, always the same. It keeps the contract of a real one:
 * failures are events, and an abort takes effect between any two events and keeps what had arrived.
 */
export function scripted(
  script: readonly ScriptedStep[],
  options: ScriptedOptions = {},
): ScriptedProvider {
  const steps = createStepQueue(script, options.onExhausted);
  const requests: TurnRequest[] = [];
  const clock = options.clock ?? systemClock;
  const nextCallId = callIds();
  const measure = options.cacheSimulation ? createCacheMeter() : createPromptMeter();

  function take(request: TurnRequest): Step | Promise<Step> {
    if (options.recordRequests !== false) {
      requests.push({ ...request, messages: [...request.messages] });
    }
    return steps.take(request);
  }

  function answer(step: Step, request: TurnRequest): Answer {
    const usage = { ...options.usage, ...step.usage };
    return answerOf(
      { ...step, usage: usage.input === undefined ? { ...usage, ...measure(request) } : usage },
      nextCallId,
    );
  }

  const provider: ScriptedProvider = {
    id: options.id ?? "scripted",
    requests,
    get callCount() {
      return steps.count;
    },
    append: (...more) => steps.append(more),
    complete: (request) => collect(provider.stream(request)),
    stream: (request) => ({
      [Symbol.asyncIterator]: () => new ScriptedStream(request, { take, answer, clock }),
    }),
  };
  return provider;
}
