import { createInterface } from "node:readline/promises";
import type { ReadStream } from "node:tty";
import type { AskPerson } from "@argent/tools";
import { oneLine } from "./plain.ts";
import { styleFor } from "./style.ts";
import { toolLine } from "./tool-line.ts";

/** Asks about a call in a line; `undefined` when there is no terminal to ask at. */
export function askAtTerminal(
  input: ReadStream,
  output: NodeJS.WriteStream,
): AskPerson | undefined {
  if (!input.isTTY || !output.isTTY) return undefined;
  const style = styleFor(output);
  return async ({ tool, args, isolation, agent }, reason, signal) => {
    const who = agent === undefined ? "" : style.dim(` for ${oneLine(agent, 40)}`);
    output.write(`${style.yellow("?")} ${style.bold(toolLine(tool, args, 400))}${who}\n`);
    if (reason !== undefined) output.write(`  ${oneLine(reason, 200)}\n`);
    output.write(style.dim(`  ${isolation.description}\n`));
    const lines = createInterface({ input, output });
    // The question takes Ctrl-C from the terminal; it is meant for the program.
    lines.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
    try {
      const question = "  Allow it? [y]es, for this [s]ession, [n]o: ";
      const said = await lines.question(question, signal ? { signal } : {});
      const answer = said.trim().toLowerCase();
      if (answer.startsWith("s")) return { allow: true, remember: "session" };
      return { allow: answer.startsWith("y") };
    } catch (cause) {
      if (signal?.aborted) throw cause;
      output.write("\n");
      return { allow: false }; // Ctrl-D says nothing, which is no yes
    } finally {
      lines.close();
    }
  };
}
