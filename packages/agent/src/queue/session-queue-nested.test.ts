import { manualClock } from "@argent/ai/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { QueueError } from "./queue-error.ts";
import { SessionQueue } from "./session-queue.ts";
import type { Turn } from "./turn.ts";

/** What a turn does: it sends each child to a session, one after the other or all at once, and waits for them. */
interface Task {
  session: number;
  together: boolean;
  children: Task[];
}

const task = fc.letrec<{ task: Task }>((tie) => ({
  task: fc.record({
    session: fc.nat(4),
    together: fc.boolean(),
    children: fc.oneof(
      { maxDepth: 3 },
      fc.constant<Task[]>([]),
      fc.array(tie("task"), { minLength: 1, maxLength: 3 }),
    ),
  }),
})).task;

test("turns that wait for each other's sessions never get stuck, whatever the number of slots", async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(task, { maxLength: 8 }),
      fc.integer({ min: 1, max: 3 }),
      async (tasks, maxConcurrent) => {
        const queue = new SessionQueue<{ done: true }, Task>({
          execute,
          maxConcurrent,
          clock: manualClock(), // it stands still, so that no timeout can help
        });
        const send = (what: Task, parent?: Turn<Task>) =>
          queue.enqueue(`s${what.session}`, "", "user", what, { parent: parent?.id });

        async function execute(turn: Turn<Task>): Promise<{ done: true }> {
          const { children = [], together = false } = turn.metadata ?? {};
          const ask = (child: Task) => send(child, turn).catch(countRefusal);
          if (together) await Promise.all(children.map(ask));
          else for (const child of children) await ask(child);
          return { done: true };
        }

        await Promise.all(tasks.map((root) => send(root)));
        expect(await queue.status()).toEqual([]);
      },
    ),
    { numRuns: 1_000 },
  );
  expect(refused, "some waits would have closed a ring").toBeGreaterThan(100);

  function countRefusal(cause: unknown): void {
    if (!QueueError.isInstance(cause) || cause.code !== "would_deadlock") throw cause;
    refused++;
  }
}, 600_000);
