import { AiError } from "../error.ts";
import type { ScriptedStep, Step } from "./step.ts";

/** Hands out a script's steps, one a request. */
export interface StepQueue<TRequest> {
  /** How many were asked for. */
  readonly count: number;
  /**
   * The next step; a promise only when a step function returns one.
   *
   * @throws AiError `invalid_request` when there is none left.
   */
  take(request: TRequest): Step | Promise<Step>;
  append(steps: readonly ScriptedStep<TRequest>[]): void;
}

/** `onExhausted: "repeat"` plays the last step again and again instead of failing. */
export function createStepQueue<TRequest>(
  script: readonly ScriptedStep<TRequest>[],
  onExhausted: "error" | "repeat" = "error",
): StepQueue<TRequest> {
  const steps = [...script];
  let count = 0;
  return {
    get count() {
      return count;
    },
    take(request) {
      const index = count++;
      const step = steps[onExhausted === "repeat" ? Math.min(index, steps.length - 1) : index];
      if (step === undefined) throw noMoreSteps(index, steps.length);
      return typeof step === "function" ? step(request, index) : step;
    },
    append(more) {
      steps.push(...more);
    },
  };
}

function noMoreSteps(index: number, count: number): AiError {
  return new AiError(
    "invalid_request",
    `No more scripted steps: this is request ${index + 1}, and the script has ${count}. Script one more, append() it, or pass { onExhausted: "repeat" }.`,
  );
}
