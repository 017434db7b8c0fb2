import { readConfiguration } from "../../compose/configuration.ts";
import {
  approvedDefinitionsFile,
  connectConfigured,
  openApprovedDefinitions,
} from "../../compose/mcp-tools.ts";
import { exitCode } from "../../exit-code.ts";
import { UsageError } from "../../usage-error.ts";
import { printable } from "../../view/plain.ts";

/** Accepts what a tool of a server is now, after it has changed. */
export async function mcpAcceptCommand(tool: string, options: { yes?: boolean }): Promise<number> {
  const configuration = await readConfiguration({}, process.env);
  const { definitionHash, mcpToolName } = await import("@argent/tools/mcp");
  const connections = await connectConfigured(configuration);
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
  const approved = await openApprovedDefinitions(approvedDefinitionsFile(configuration.home));
  await approved.set(tool, definitionHash(definition));
  process.stdout.write("It is accepted as it is now.\n");
  return exitCode.done;
}
