import { exitCode } from "../../exit-code.ts";
import { treeLines } from "../../sessions/tree-lines.ts";
import { styleFor } from "../../view/style.ts";
import { openForReading } from "./show.ts";

export async function sessionsTreeCommand(
  reference: string,
  options: { json?: boolean },
): Promise<number> {
  const session = await openForReading(reference);
  const { stdout } = process;
  if (options.json) {
    const leafId = session.getLeafId();
    stdout.write(`${JSON.stringify({ leafId, tree: session.getTree() }, null, 2)}\n`);
  } else {
    const style = styleFor(stdout);
    const lines = treeLines(session.getTree(), session.getLeafId(), style, stdout.columns ?? 100);
    for (const line of lines) stdout.write(`${line}\n`);
  }
  await session.close();
  return exitCode.done;
}
