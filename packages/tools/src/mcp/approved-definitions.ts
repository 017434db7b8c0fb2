/** Remembers, by the name that the model uses, the definition with which a tool was first allowed to run. */
export interface ApprovedDefinitions {
  /** The hash of the definition that was allowed; `undefined` when none was. */
  get(tool: string): string | undefined;
  /** Remembers it. A rejection fails the call that was about to run. */
  set(tool: string, hash: string): void | Promise<void>;
}

/** Forgets everything with the process. `known` holds hashes by tool. */
export function memoryApprovedDefinitions(
  known: Readonly<Record<string, string>> = {},
): ApprovedDefinitions {
  const hashes = new Map(Object.entries(known));
  return {
    get: (tool) => hashes.get(tool),
    set: (tool, hash) => void hashes.set(tool, hash),
  };
}
