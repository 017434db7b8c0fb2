import { execFileSync } from "node:child_process";
import { mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Argument, Command, Option } from "commander";
import { describe, expect, test } from "vitest";
import { complete } from "./complete.ts";
import { completionScripts } from "./scripts.ts";

const program = new Command("argent");
program
  .command("run")
  .argument("[task...]")
  .option("-m, --model <model>")
  .option("--session <session>")
  .option("--cwd <cwd>")
  .option("--json")
  .addOption(new Option("--thinking <level>").choices(["off", "low"]));
const sessions = program.command("sessions");
sessions.command("show").argument("<session>");
sessions.command("rm").argument("<session...>");
program.command("lessons").command("why").argument("<lesson>").argument("[prompt...]");
program.command("completion").addArgument(new Argument("<shell>").choices(["bash", "zsh"]));
program.command("__complete", { hidden: true });

const sources = {
  models: () => ["gpt-5", "claude-4", "claude-4:batch"],
  providers: () => ["openai"],
  sessions: async () => ["main", "other"],
  lessons: async () => ["L-1", "L-2"],
};

test.each<[string[], string[]]>([
  [[""], ["run", "sessions", "lessons", "completion"]],
  [["s"], ["sessions"]],
  [
    ["run", "--"],
    ["--model", "--session", "--cwd", "--json", "--thinking"],
  ],
  [["run", "--th"], ["--thinking"]],
  [
    ["run", "--thinking", ""],
    ["off", "low"],
  ],
  [["run", "-m", "g"], ["gpt-5"]],
  [["run", "--model=g"], ["--model=gpt-5"]],
  [["run", "--model", "=", "g"], ["gpt-5"]],
  [["run", "-m", "claude-4:b"], ["claude-4:batch"]],
  [["run", "-m", "claude-4", ":", "b"], ["batch"]],
  [["run", "--model", "=", "claude-4", ":"], ["batch"]],
  [["run", "-m", "a", ":", "b", "--th"], ["--thinking"]],
  [
    ["run", "--thinking", "="],
    ["off", "low"],
  ],
  [["run", "task", "--session", "m"], ["main"]],
  [["run", "--json", ""], []],
  [
    ["sessions", ""],
    ["show", "rm"],
  ],
  [
    ["sessions", "show", ""],
    ["main", "other"],
  ],
  [["sessions", "show", "main", ""], []],
  [
    ["lessons", "why", "L"],
    ["L-1", "L-2"],
  ],
  [["lessons", "why", "L-1", "L"], []],
  [["sessions", "rm", "main", "o"], ["other"]],
  [
    ["completion", ""],
    ["bash", "zsh"],
  ],
])("%j can become %j", async (words, expected) => {
  expect(await complete(program, words, sources)).toEqual({ words: expected, files: false });
});

test("a folder is left to the shell", async () => {
  expect(await complete(program, ["run", "--cwd", "a"], sources)).toEqual({
    words: [],
    files: true,
  });
});

describe("in bash", () => {
  /** What bash offers for a line, with a program that answers as `argent` does. */
  function offered(line: string[], answer: string, folder: string): string[] {
    writeFileSync(
      join(folder, "argent"),
      `#!/bin/sh\necho "$@" > asked\ncat <<'X'\n${answer}\nX\n`,
      { mode: 0o755 },
    );
    const script = `${completionScripts.bash}
COMP_WORDS=(${line.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=$((\${#COMP_WORDS[@]}-1))
_argent; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const env = { PATH: `${folder}:${process.env.PATH}` };
    return execFileSync("bash", ["--norc", "-c", script], { cwd: folder, env, encoding: "utf8" })
      .trim()
      .split("\n");
  }

  test("words are what argent says, and files where it says so", () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), "argent-completion-"));
    expect(offered(["argent", "run", "-m", "g"], "gpt-5\ngpt 6", folder.path)).toEqual([
      "gpt-5",
      "gpt 6",
    ]);
    expect(execFileSync("cat", ["asked"], { cwd: folder.path, encoding: "utf8" })).toBe(
      "__complete -- run -m g\n",
    );
    writeFileSync(join(folder.path, "a file"), "");
    expect(offered(["argent", "run", "--cwd", "a"], ":files", folder.path).sort()).toEqual([
      "a file",
      "argent",
      "asked",
    ]);
  });
});
