import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TemporaryFolder extends Disposable {
  readonly path: string;
}

/** A folder that is gone when it is disposed, and also when the process ends or is interrupted before. */
export function temporaryFolder(prefix: string): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), prefix));
  const remove = () => rmSync(path, { recursive: true, force: true });
  const interrupted = () => process.exit(130);
  process.once("exit", remove).once("SIGINT", interrupted).once("SIGTERM", interrupted);
  return {
    path,
    [Symbol.dispose]() {
      process.off("exit", remove).off("SIGINT", interrupted).off("SIGTERM", interrupted);
      remove();
    },
  };
}
