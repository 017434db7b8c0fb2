import { mkdtempDisposableSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { ArgentSessionManager } from "./session-manager.ts";

const removal = vi.hoisted(() => ({ fails: "" }));

vi.mock("node:fs/promises", async (load) => {
  const real = await load<typeof import("node:fs/promises")>();
  const unlink: typeof real.unlink = async (path) => {
    if (removal.fails === "" || !String(path).endsWith(".jsonl")) return real.unlink(path);
    throw Object.assign(new Error(`${removal.fails}: unlink`), { code: removal.fails });
  };
  return { ...real, unlink };
});

test.each([
  ["EACCES", "write_failed", /could not be removed: EACCES: unlink\. See whether its folder/],
  ["ENOENT", "not_found", /no session .* any more/],
])(
  "a removal that fails with %s says so with a code, and can be tried again",
  async (systemCode, code, message) => {
    using folder = mkdtempDisposableSync(join(tmpdir(), "argent-delete-"));
    const path = join(folder.path, "s.jsonl");
    const session = await ArgentSessionManager.create("/p", { path });
    await session.appendMessage({ role: "user", content: "Hi", timestamp: 1 });
    await session.close();
    removal.fails = systemCode;
    const removed = ArgentSessionManager.delete(path);
    await expect(removed).rejects.toMatchObject({
      name: "SessionError",
      code,
      session: path,
      systemCode,
      message: expect.stringMatching(message),
    });
    removal.fails = "";
    await ArgentSessionManager.delete(path);
  },
);
