import { connectConfigured, readConfiguration } from "@argent/tools/app";
import { ambient } from "../../compose/ambient.ts";
import { exitCode } from "../../exit-code.ts";
import { UsageError } from "../../usage-error.ts";
import { version } from "../../version.ts";
import { printable } from "../../view/plain.ts";

/** Accepts what a tool of a server is now, after it has changed. */
export async function mcpAcceptCommand(tool: string, options: { yes?: boolean }): Promise<number> {
  const configuration = await readConfiguration(ambient());
  const { definitionHash, mcpToolName } = await import("@argent/tools/mcp");
  const { connections, approved } = await connectConfigured(configuration, version());
  await connections.close();
  const found = connections.servers
    .flatMap((server) => server.tools().map((definition) => ({ server, definition })))
    .find(({ server, definition }) => mcpToolName(server.name, definition.name) === tool);
  if (found === undefined)
    throw new UsageError(`There is no tool "${tool}". "argent mcp list" shows them.`);
  const { definition } = found;
  const { name, description = "", inputSchema } = definition;
  process.stdout.write(
    `${printable(`${name}\n${description}\n${JSON.stringify(inputSchema, null, 2)}`)}\n`,
  );
  if (!options.yes) throw new UsageError("Say --yes to accept exactly this.");
  await approved.set(tool, definitionHash(definition));
  process.stdout.write("It is accepted as it is now.\n");
  return exitCode.done;
}
