import { appendFile, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openInputHistory } from "./input-history.ts";

test("what was said is there the next time, only its owner may read it, and a damaged line is passed over", async () => {
  const folder = await mkdtemp(join(tmpdir(), "argent-history-"));
  const path = join(folder, "new", "history.jsonl");
  try {
    const history = await openInputHistory(path);
    for (const words of ["one", "two\nlines", "two\nlines", "  "]) await history.add(words);
    await appendFile(path, '"cut of');
    const again = await openInputHistory(path);
    expect(again.entries).toEqual(["one", "two\nlines"]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  } finally {
    await rm(folder, { recursive: true });
  }
});
