/** Remembers, by the name that the model uses, the definition with which a tool was first allowed to run. */
export interface ApprovedDefinitions {
  get(tool: string): string | undefined;
  set(tool: string, hash: string): void | Promise<void>;
}

export function memoryApprovedDefinitions(
  known: Readonly<Record<string, string>> = {},
): ApprovedDefinitions {
  const hashes = new Map(Object.entries(known));
  return {
    get: (tool) => hashes.get(tool),
    set: (tool, hash) => void hashes.set(tool, hash),
  };
}
