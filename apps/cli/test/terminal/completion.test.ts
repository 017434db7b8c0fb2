import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listModels } from "@argent/ai";
import { afterAll, beforeAll, describe, test } from "vitest";
import { completionScripts, type Shell } from "../../src/completion/scripts.ts";
import { hasTmux } from "./has-tmux.ts";
import { patienceMs, startTmux, type Tmux } from "./tmux.ts";

/** How each shell is started without anybody's settings. */
const shells: Record<Shell, readonly string[]> = {
  bash: ["--norc", "--noprofile", "-i"],
  zsh: ["-f", "-i"],
  fish: ["--no-config"],
};

/** Whether it is installed. */
function has(shell: string): boolean {
  return spawnSync(shell, ["--version"]).status === 0;
}

/** An id that bash takes apart, and how much of it tells it from all others. */
function idWithColon(): { id: string; typed: string } {
  const ids = listModels().map(({ id }) => id);
  for (const id of ids) {
    const typed = id.slice(0, id.indexOf(":") + 2);
    if (id.includes(":") && ids.filter((other) => other.startsWith(typed)).length === 1)
      return { id, typed };
  }
  throw new Error("No model has an id with a colon.");
}

const main = join(import.meta.dirname, "..", "..", "src", "main.ts");

describe.skipIf(!hasTmux()).concurrent("completion", () => {
  let tmux: Tmux;
  beforeAll(async () => {
    tmux = await startTmux(`argent-${process.pid}-completion`);
  });
  afterAll(() => tmux.close());

  for (const shell of ["bash", "zsh", "fish"] as const) {
    test.skipIf(!has(shell))(`in ${shell}`, { timeout: 4 * patienceMs }, async () => {
      using home = mkdtempDisposableSync(join(tmpdir(), "argent-home-"));
      mkdirSync(join(home.path, "only-folder"));
      const program = [process.execPath, "--conditions=@argent/source", main];
      writeFileSync(join(home.path, "argent"), `#!/bin/sh\nexec ${program.join(" ")} "$@"\n`, {
        mode: 0o755,
      });
      writeFileSync(join(home.path, "script"), completionScripts[shell]);
      const pane = await tmux.open({
        command: [shell, ...shells[shell]],
        cwd: home.path,
        env: {
          PATH: `${home.path}:${process.env.PATH}`,
          HOME: home.path,
          TERM: "tmux-256color",
          LANG: "C.UTF-8",
          PS1: "$ ",
        },
        columns: 200,
        rows: 24,
      });
      try {
        await pane.sees(/[$>#] ?$/m); // what is typed before the shell is there would be shown twice
        await pane.type("source ./script; echo it is re'a'dy");
        await pane.press("Enter");
        await pane.sees(/^it is ready$/m);
        const model = idWithColon();
        let line = "";
        for (const [typed, whole] of [
          ["argent ru", "argent run "],
          ["--th", "--thinking "],
          ["hi", "high "],
          [`-m ${model.typed}`, `-m ${model.id} `],
          ["--cwd=onl", "--cwd=only-folder/"],
        ] as const) {
          await pane.type(typed);
          await pane.press("Tab");
          line += whole;
          await pane.sees(line.trimEnd());
        }
        await pane.press("C-u");
        await pane.type("exit");
        await pane.press("Enter");
        await pane.exit();
      } finally {
        await pane.close();
      }
    });
  }
});
