import { type ExecutionEnv, failed, ok } from "../src/env/execution-env.ts";

const unsupported = async () =>
  failed({ code: "not_supported" as const, message: "There is nothing here." });

/** An environment that reaches nothing: whatever a test does, no file and no process is touched. */
export const noEnv: ExecutionEnv = {
  id: "none",
  cwd: "/nowhere",
  isolation: { level: "full", description: "nothing is reached" },
  resolve: (path) => ok(path),
  stat: unsupported,
  readFile: unsupported,
  async *readChunks() {
    yield await unsupported();
  },
  writeFile: unsupported,
  list: unsupported,
  makeDirectory: unsupported,
  remove: unsupported,
  temporaryFile: unsupported,
  exec: unsupported,
  close: async () => {},
};
