/**
 * One task at a time per key, in the order they came; tasks of different keys run side by side. A lane exists only
 * while it has tasks.
 */
export interface SessionLanes {
  /** Runs the task when the key's earlier tasks have settled. A task that fails does not hold up the next. */
  run<Value>(key: string, task: () => Promise<Value>): Promise<Value>;
  /** Resolves when no lane has a task. */
  idle(): Promise<void>;
}

export function createSessionLanes(): SessionLanes {
  const lanes = new Map<string, Promise<unknown>>();
  return {
    run(key, task) {
      const before = lanes.get(key) ?? Promise.resolve();
      const result = before.then(task, task);
      const tail = result
        .catch(() => {}) // the caller of `run` has the failure; the lane only needs the end
        .then(() => {
          if (lanes.get(key) === tail) lanes.delete(key);
        });
      lanes.set(key, tail);
      return result;
    },
    async idle() {
      while (lanes.size > 0) await Promise.all(lanes.values());
    },
  };
}
