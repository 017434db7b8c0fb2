import { abortable } from "../abortable.ts";
import { type Clock, systemClock } from "../clock.ts";
import { calculateCost } from "../cost.ts";
import { AiError } from "../error.ts";
import type { AssistantMessage } from "../message.ts";
import { openingStream } from "../opening-stream.ts";
import type { Provider, TurnRequest } from "../provider.ts";
import { decorate } from "./decorate.ts";
import { estimateAnswer, estimatePrompt } from "./estimate-prompt.ts";
import { observeEnd } from "./observe-end.ts";

/**
 * The limits hold for all requests through one decorated provider together; `maxCostUsd` and `maxTokens` may both be
 * set.
 */
export interface BudgetOptions {
  /** USD. A model without a known price is refused then. Default: no limit. */
  maxCostUsd?: number | undefined;
  /** All tokens, in and out. Default: no limit. */
  maxTokens?: number | undefined;
  /** Stamps the messages that end a refused request. Default: the system's. */
  clock?: Clock | undefined;
}

/** What requests used. */
export interface Spending {
  /** USD. */
  costUsd: number;
  /** All tokens, in and out, cached ones included. */
  tokens: number;
}

/** The decorated provider, and what it has spent. */
export interface BudgetedProvider extends Provider {
  /** What all settled requests together have cost. */
  readonly spent: Readonly<Spending>;
}

/**
 * Ends requests with an `error` event of kind `quota` once the budget is used up. The most that a request can cost is
 * reserved before it is sent and settled after; while running requests might use up the rest, further ones wait for
 * them. So a budget is exceeded by one answer at most, however many are asked for at once. Where the vendor counts no
 * tokens, four characters are taken for one.
 *
 * @throws AiError `invalid_request` for a limit that is not a number from zero.
 */
export function withBudget(provider: Provider, options: BudgetOptions): BudgetedProvider {
  requireLimit("maxCostUsd", options.maxCostUsd);
  requireLimit("maxTokens", options.maxTokens);
  const clock = options.clock ?? systemClock;
  const spent: Spending = { costUsd: 0, tokens: 0 };
  const reserved: Spending = { costUsd: 0, tokens: 0 };
  let settled = Promise.withResolvers<void>();

  /** Checks and reserves in one step, so that nobody comes in between. */
  async function reserve(reservation: Spending, signal: AbortSignal): Promise<void> {
    while (isUsedUp(spent, reserved, options)) {
      if (isUsedUp(spent, nothing, options)) throw usedUp(spent, options);
      await abortable(settled.promise, signal);
    }
    add(reserved, reservation);
  }

  function settle(reservation: Spending, actual: Spending): void {
    add(reserved, { costUsd: -reservation.costUsd, tokens: -reservation.tokens });
    add(spent, actual);
    settled.resolve();
    settled = Promise.withResolvers();
  }

  const budgeted = decorate(provider, (request) =>
    openingStream(request, { clock }, async (failure, signal) => {
      if (failure) return failure;
      requirePrice(request, options);
      const prompt = estimatePrompt(request).tokens;
      const most = estimated(request, prompt, mostOutput(request));
      const events = provider.stream(request);
      await reserve(most, signal);
      return observeEnd(events, ({ message, wasRead }) => {
        if (message) settle(most, spendingOf(message, request, prompt));
        else settle(most, wasRead ? estimated(request, prompt, 0) : nothing);
      });
    }),
  );
  return { ...budgeted, spent };
}

const nothing: Readonly<Spending> = { costUsd: 0, tokens: 0 };

function isUsedUp(spent: Spending, reserved: Spending, options: BudgetOptions): boolean {
  const { maxCostUsd = Number.POSITIVE_INFINITY, maxTokens = Number.POSITIVE_INFINITY } = options;
  return (
    spent.costUsd + reserved.costUsd >= maxCostUsd || spent.tokens + reserved.tokens >= maxTokens
  );
}

/** All that the answer may have. */
function mostOutput({ model, maxTokens }: TurnRequest): number {
  return Math.min(maxTokens ?? model.maxTokens, model.maxTokens);
}

function estimated({ model }: TurnRequest, input: number, output: number): Spending {
  const tokens = input + output;
  const usage = { input, output, cacheRead: 0, cacheWrite: 0, totalTokens: tokens };
  return { costUsd: calculateCost(model, usage).total, tokens };
}

/** What the vendor counted. Some servers never count, and an answer that breaks off may come without its counts. */
function spendingOf(message: AssistantMessage, request: TurnRequest, prompt: number): Spending {
  const { usage, content } = message;
  if (usage.totalTokens === 0 && content.length > 0) {
    return estimated(request, prompt, estimateAnswer(message));
  }
  return { costUsd: usage.cost.total, tokens: usage.totalTokens };
}

function add(to: Spending, more: Spending): void {
  to.costUsd += more.costUsd;
  to.tokens += more.tokens;
}

/** Nothing is more than "not a number", so that such a limit would be none. */
function requireLimit(name: string, value: number | undefined): void {
  if (value === undefined || value >= 0) return;
  throw new AiError("invalid_request", `${name} must be a number from zero, got ${value}.`);
}

function requirePrice({ model }: TurnRequest, { maxCostUsd }: BudgetOptions): void {
  if (maxCostUsd === undefined || model.pricing) return;
  throw new AiError(
    "invalid_request",
    `"${model.id}" has no known price, so it cannot be held to a budget in USD. Set its pricing, or limit maxTokens instead.`,
    { provider: model.provider },
  );
}

function usedUp(spent: Spending, { maxCostUsd, maxTokens }: BudgetOptions): AiError {
  const limits = [
    maxCostUsd === undefined ? [] : `$${spent.costUsd.toFixed(4)} of $${maxCostUsd} (maxCostUsd)`,
    maxTokens === undefined ? [] : `${spent.tokens} of ${maxTokens} tokens (maxTokens)`,
  ];
  return new AiError(
    "quota",
    `The budget is used up: ${limits.flat().join(", ")}. Raise it to go on.`,
  );
}
