import { join } from "node:path";
import { resolveModel } from "@argent/ai";
import { vendorServer } from "@argent/ai/testing";
import { createRuntime } from "@argent/compat";
import { changesIn, makeBrokenRepository, testPasses } from "../demo/broken-repository.ts";
import { demoScript } from "../demo/script.ts";
import { exitCode } from "../exit-code.ts";
import { runToEnd } from "../run-to-end.ts";
import { printable } from "../view/plain.ts";
import { styleFor } from "../view/style.ts";

const task = "The tests of this repository fail. Find out why and fix it.";

/**
 * `argent run` on a repository with a real bug, against a local server that speaks Anthropic's protocol from a script.
 * Exit code 0 only if the repository's own test passes in the end.
 */
export async function demoCommand(options: { json?: boolean }): Promise<number> {
  const { stderr } = process;
  const style = styleFor(stderr);
  const cwd = await makeBrokenRepository();
  const server = await vendorServer({ steps: demoScript });
  try {
    stderr.write(
      `${style.bold("argent demo")}: a real repository with a real bug, in ${cwd}\n` +
        "Only the model is scripted: HTTP, tools, edits, tests and the session file are real.\n\n" +
        `${style.bold(`$ argent run "${task}"`)}\n`,
    );
    const model = resolveModel("claude-sonnet", { provider: "anthropic" });
    // The demo's own variables, so that no key of the person leaves for anywhere.
    const env = {
      ...process.env,
      ANTHROPIC_BASE_URL: server.url,
      ANTHROPIC_API_KEY: "demo",
      ARGENT_RUNTIME: "argent",
      ARGENT_RUNTIME_MODE: undefined,
    };
    const runtime = createRuntime({
      cwd,
      env,
      sessionFolder: join(cwd, ".git", "argent"),
      model,
      resolveModel: () => model,
      maxTurns: 10,
    });
    const request = { sessionKey: "demo", workspaceDir: cwd, prompt: task };
    const code = await runToEnd(runtime, request, options);
    if (code !== exitCode.done) return code;
    const passes = await testPasses(cwd);
    stderr.write(`\n${style.bold("$ git diff")}\n${printable(await changesIn(cwd))}\n`);
    stderr.write(
      passes
        ? style.green("The repository's own test passes.\n")
        : style.red("The repository's own test still fails.\n"),
    );
    return passes ? exitCode.done : exitCode.failed;
  } finally {
    await server.close();
  }
}
