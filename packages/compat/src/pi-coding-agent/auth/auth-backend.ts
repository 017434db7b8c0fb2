import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { getAgentDir } from "../session/agent-dir.ts";
import { withFileLock, withFileLockSync } from "../settings/file-lock.ts";
import { replaceFile } from "../settings/replace-file.ts";

interface LockResult<Value> {
  result: Value;
  /** The new text, if it changes. */
  next?: string | undefined;
}

/** Where credentials are kept, as text. One task at a time, also across processes. */
export interface AuthStorageBackend {
  withLock<Value>(task: (current: string | undefined) => LockResult<Value>): Value;
  withLockAsync<Value>(
    task: (current: string | undefined) => Promise<LockResult<Value>>,
  ): Promise<Value>;
}

/** A file that only its owner can read. Nothing is made until something is kept. */
export class FileAuthStorageBackend implements AuthStorageBackend {
  readonly #path: string;

  constructor(authPath: string = join(getAgentDir(), "auth.json")) {
    this.#path = authPath;
  }

  withLock<Value>(task: (current: string | undefined) => LockResult<Value>): Value {
    if (existsSync(this.#path)) return withFileLockSync(this.#path, () => this.#run(task));
    const first = task(undefined);
    if (first.next === undefined) return first.result;
    // The file may have come meanwhile.
    return withFileLockSync(this.#path, () =>
      existsSync(this.#path) ? this.#run(task) : this.#keep(first),
    );
  }

  withLockAsync<Value>(
    task: (current: string | undefined) => Promise<LockResult<Value>>,
  ): Promise<Value> {
    return withFileLock(this.#path, async () => this.#keep(await task(this.#read())));
  }

  #run<Value>(task: (current: string | undefined) => LockResult<Value>): Value {
    return this.#keep(task(this.#read()));
  }

  #read(): string | undefined {
    return existsSync(this.#path) ? readFileSync(this.#path, "utf8") : undefined;
  }

  #keep<Value>({ result, next }: LockResult<Value>): Value {
    if (next !== undefined) {
      replaceFile(this.#path, next, 0o600);
      chmodSync(this.#path, 0o600);
    }
    return result;
  }
}

export class InMemoryAuthStorageBackend implements AuthStorageBackend {
  #text: string | undefined;

  withLock<Value>(task: (current: string | undefined) => LockResult<Value>): Value {
    return this.#keep(task(this.#text));
  }

  async withLockAsync<Value>(
    task: (current: string | undefined) => Promise<LockResult<Value>>,
  ): Promise<Value> {
    return this.#keep(await task(this.#text));
  }

  #keep<Value>({ result, next }: LockResult<Value>): Value {
    this.#text = next ?? this.#text;
    return result;
  }
}
