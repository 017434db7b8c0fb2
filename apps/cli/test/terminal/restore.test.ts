import { mkdtempDisposableSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasTmux } from "./has-tmux.ts";
import { startTmux, type Tmux } from "./tmux.ts";

const fixture = join(import.meta.dirname, "fixture-terminal.ts");

describe.skipIf(!hasTmux())("the terminal is brought back", () => {
  let tmux: Tmux;
  beforeAll(async () => {
    tmux = await startTmux(`argent-${process.pid}-restore`);
  });
  afterAll(() => tmux.close());

  test.each(["close", "exit", "throw", "term"])("when a program ends by %s", async (way) => {
    const script = `stty -a > before; "$1" "$2" ${way}; stty -a > after; cmp before after && echo as it was; read line`;
    using folder = mkdtempDisposableSync(join(tmpdir(), "argent-restore-"));
    const pane = await tmux.open({
      command: ["sh", "-c", script, "sh", process.execPath, fixture],
      cwd: folder.path,
      env: { PATH: process.env.PATH ?? "", TERM: "tmux-256color", LANG: "C.UTF-8" },
      columns: 80,
      rows: 24,
    });
    await pane.sees("as it was");
    expect(await pane.showsCursor()).toBe(true);
    await pane.close();
  });
});
