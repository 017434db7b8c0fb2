import { type ManualClock, manualClock } from "@argent/ai/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { QueueError } from "./queue-error.ts";
import type { DropPolicy } from "./queue-settings.ts";
import type { QueueMode, QueueResult } from "./run-queue.ts";
import { SessionQueue } from "./session-queue.ts";
import type { Turn } from "./turn.ts";

const limits = { timeoutMs: 500, abortGraceMs: 100 };
const maxConcurrent = 2;

const runSteps = [
  "finish",
  "fail",
  "accept",
  "accept",
  "consume",
  "consume",
  "progress",
  "refuse",
] as const;

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("enqueue" as const),
      session: fc.nat(2),
      mode: fc.constantFrom<QueueMode>("followup", "collect", "steer", "interrupt"),
      route: fc.nat(1),
      messageId: fc.option(fc.nat(3), { nil: undefined }),
      parent: fc.option(fc.nat(3), { nil: undefined, freq: 4 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom(...runSteps),
      run: fc.constantFrom(0, 0, 0, 1, 1, 2, 3),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom("abort", "clear"),
      session: fc.nat(2),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("leave" as const), sender: fc.nat(20) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.nat(200) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const settings = fc.record({
  cap: fc.integer({ min: 1, max: 4 }),
  drop: fc.constantFrom<DropPolicy>("old", "new", "summarize"),
  debounceMs: fc.constantFrom(0, 50),
});

test("whatever happens, every message is run once or refused, in order, one run at a time", async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: 80, size: "max" }),
      settings,
      async (steps, chosen) => {
        const world = new World(chosen);
        for (const next of steps) await world.perform(next);
        await world.finish();
        world.check();
        for (const outcome of world.outcomes) seen.add(outcome);
      },
    ),
    { numRuns: 3_000 },
  );
  expect([...seen].sort(), "the steps reach everything").toEqual([
    "aborted",
    "cleared",
    "dropped",
    "duplicate",
    "failed",
    "interrupted",
    "merged",
    "own turn",
    "steered",
    "timeout",
    "would_deadlock",
  ]);
}, 600_000);

interface Result {
  turnId: string;
}

interface Sent {
  index: number;
  sender: AbortController;
  outcome?: { result: QueueResult<Result> } | { cause: unknown };
}

interface Run {
  turn: Turn;
  /** The messages that the turn began with. */
  indexes: number[];
  consumed: number[];
  held: Map<number, () => void>;
  refuses: boolean;
  ended: boolean;
  abortedAt?: number;
  settle: { resolve(result: Result): void; reject(cause: unknown): void };
}

/** A queue, an executor that does what the steps say, and everything that was seen. */
class World {
  readonly #clock: ManualClock = manualClock();
  readonly #queue: SessionQueue<Result>;
  readonly #sent: Sent[] = [];
  readonly #runs: Run[] = [];
  #nested = false;

  constructor(chosen: { cap: number; drop: DropPolicy; debounceMs: number }) {
    this.#queue = new SessionQueue<Result>({
      execute: (turn) => this.#execute(turn),
      settings: chosen,
      maxConcurrent,
      clock: this.#clock,
      ...limits,
    });
  }

  async perform(action: Step): Promise<void> {
    switch (action.do) {
      case "enqueue":
        this.#enqueue(action);
        break;
      case "pass":
        await this.#clock.advance(action.ms);
        break;
      case "leave":
        this.#sent[action.sender]?.sender.abort();
        break;
      case "abort":
      case "clear":
        await this.#queue[action.do](`s${action.session}`);
        break;
      default:
        this.#drive(action.do, this.#runs.at(-1 - action.run));
    }
  }

  /** Lets all that is left go wrong or right by itself. */
  async finish(): Promise<void> {
    let left = await this.#queue.status();
    for (let round = 0; left.length > 0 && round < 500; round++) {
      if (round % 3 === 0) this.#drive("finish", this.#working[0]);
      await this.#clock.advance(50);
      left = await this.#queue.status();
    }
    expect(left, "everything settles").toEqual([]);
    for (const run of this.#runs) this.#drive("finish", run); // the late ones have no effect
    expect(this.#clock.pending, "timers").toBe(0);
    await this.#checkSlots();
    await this.#queue.drain();
  }

  /** All slots are free again, and no more than that. */
  async #checkSlots(): Promise<void> {
    this.#nested = true; // the count below says more than the check of each run
    const before = this.#runs.length;
    const sessions = Array.from({ length: maxConcurrent + 1 }, (_, index) => `fresh ${index}`);
    for (const session of sessions) {
      void this.#queue.enqueue(session, "", "user", {}, { mode: "followup" });
    }
    await this.#clock.advance(0);
    const begun = this.#runs.splice(before);
    expect(begun.length, "slots").toBe(maxConcurrent);
    for (const run of begun) run.settle.resolve({ turnId: run.turn.id });
    await this.#clock.advance(0);
    for (const run of this.#runs.splice(before)) run.settle.resolve({ turnId: run.turn.id });
  }

  check(): void {
    for (const session of ["s0", "s1", "s2"]) {
      const runs = this.#runs.filter(({ turn }) => turn.sessionKey === session);
      expect(isAscending(runs.flatMap(({ indexes }) => indexes)), "order of turns").toBe(true);
      expect(isAscending(runs.flatMap(({ consumed }) => consumed)), "order of steering").toBe(true);
    }
    for (const sent of this.#sent) this.#checkMessage(sent);
    const identified = this.#runs
      .flatMap(({ turn }) => turn.messages)
      .filter(({ id }) => id.startsWith("m"))
      .map(({ sessionKey, id, route }) => `${sessionKey} ${id} ${route?.channel}`);
    expect(identified, "ids").toEqual([...new Set(identified)]);
  }

  /** In a word, what became of each message. */
  get outcomes(): string[] {
    return this.#sent.map(({ outcome }) => {
      if (outcome === undefined) return "nothing";
      if ("cause" in outcome) {
        return QueueError.isInstance(outcome.cause) ? outcome.cause.code : String(outcome.cause);
      }
      if (outcome.result.steered) return "steered";
      return outcome.result.mergedWith ? "merged" : "own turn";
    });
  }

  #checkMessage({ index, outcome }: Sent): void {
    if (outcome === undefined) throw new Error(`message ${index} never settled`);
    const turns = this.#runs.filter(({ indexes }) => indexes.includes(index));
    const hosts = this.#runs.filter(({ consumed }) => consumed.includes(index));
    if ("result" in outcome) {
      const { result } = outcome;
      expect([...turns, ...hosts].map(({ turn }) => turn.id)).toEqual([result.turnId]);
      expect(result.steered).toBe(hosts.length > 0 ? true : undefined);
      const others = turns.flatMap(({ turn }) =>
        turn.messages.filter((m) => m.content !== `${index}`),
      );
      expect(result.mergedWith).toEqual(others.length > 0 ? others.map(({ id }) => id) : undefined);
    } else if (!QueueError.isInstance(outcome.cause)) {
      expect(outcome.cause).toBe("failed");
      expect(turns.length + hosts.length, "a failure comes from one run").toBe(1);
    } else {
      const { code } = outcome.cause;
      const ranAtMost = ["timeout", "aborted", "interrupted"].includes(code) ? 1 : 0;
      expect(turns.length + hosts.length, code).toBeLessThanOrEqual(ranAtMost);
    }
  }

  #enqueue(action: Extract<Step, { do: "enqueue" }>): void {
    const parent = action.parent === undefined ? undefined : this.#working[action.parent];
    if (parent) this.#nested = true;
    const sent: Sent = { index: this.#sent.length, sender: new AbortController() };
    this.#sent.push(sent);
    const options = {
      mode: action.mode,
      messageId: action.messageId === undefined ? undefined : `m${action.messageId}`,
      route: { channel: String(action.route) },
      parent: parent?.turn.id,
      signal: sent.sender.signal,
    };
    this.#queue.enqueue(`s${action.session}`, String(sent.index), "user", {}, options).then(
      (result) => settleOnce(sent, { result }),
      (cause) => settleOnce(sent, { cause }),
    );
  }

  /** Does something with a run that has not ended; the queue may have given it up. */
  #drive(action: string, run: Run | undefined): void {
    if (run === undefined || run.ended) return;
    switch (action) {
      case "finish":
        run.ended = true;
        run.settle.resolve({ turnId: run.turn.id });
        break;
      case "fail":
        run.ended = true;
        run.settle.reject("failed");
        break;
      case "progress":
        run.turn.progress();
        break;
      case "refuse":
        run.refuses = true; // from now on it does not give anything back
        break;
      case "accept":
        run.turn.acceptSteering((message, consumed) => {
          const index = Number(message.content);
          expect(message.mode).toBe("steer");
          run.held.set(index, consumed);
          return () => !run.refuses && run.held.delete(index);
        });
        break;
      case "consume":
        this.#consume(run);
    }
  }

  #consume(run: Run): void {
    const [oldest] = run.held;
    if (oldest === undefined) return;
    const [index, consumed] = oldest;
    run.held.delete(index);
    if (!this.#isReleased(run)) run.consumed.push(index);
    else expect(run.refuses, "a run that was given up has nothing left to consume").toBe(true);
    consumed();
  }

  async #execute(turn: Turn): Promise<Result> {
    const before = this.#working.filter((run) => run.turn.sessionKey === turn.sessionKey);
    expect(before, "one run at a time per session").toEqual([]);
    if (!this.#nested) expect(this.#working.length, "slots").toBeLessThan(maxConcurrent);
    expect(new Set(turn.messages.map(({ route }) => route?.channel)).size).toBe(1);
    const { promise, ...settle } = Promise.withResolvers<Result>();
    const indexes = turn.messages.map(({ content }) => Number(content));
    const run: Run = {
      turn,
      indexes,
      consumed: [],
      held: new Map(),
      refuses: false,
      ended: false,
      settle,
    };
    turn.signal.addEventListener("abort", () => {
      run.abortedAt = this.#clock.now();
    });
    if (turn.signal.aborted) run.abortedAt = this.#clock.now();
    this.#runs.push(run);
    return promise;
  }

  /** The runs that the queue waits for. */
  get #working(): Run[] {
    return this.#runs.filter((run) => !run.ended && !this.#isReleased(run));
  }

  #isReleased({ abortedAt }: Run): boolean {
    return abortedAt !== undefined && this.#clock.now() >= abortedAt + limits.abortGraceMs;
  }
}

function settleOnce(sent: Sent, outcome: NonNullable<Sent["outcome"]>): void {
  if (sent.outcome !== undefined) throw new Error(`message ${sent.index} settled twice`);
  sent.outcome = outcome;
}

function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((number, at) => at === 0 || number > (numbers[at - 1] ?? 0));
}
