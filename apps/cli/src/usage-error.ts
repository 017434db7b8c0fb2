/** The command cannot begin; `message` says what was wanted, what came and what to do. Ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
