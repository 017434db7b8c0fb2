import { connectConfigured, readConfiguration } from "@argent/tools/app";
import { ambient } from "../../compose/ambient.ts";
import { exitCode } from "../../exit-code.ts";
import { version } from "../../version.ts";
import { oneLine } from "../../view/plain.ts";
import { table } from "../../view/table.ts";

/** The tools of the configured servers, and whether they are what they were when they were allowed. */
export async function mcpListCommand(options: { json?: boolean }): Promise<number> {
  const configuration = await readConfiguration(ambient());
  const { definitionHash, mcpToolName } = await import("@argent/tools/mcp");
  const { connections, approved } = await connectConfigured(configuration, version());
  const tools = connections.servers.flatMap((server) =>
    server.tools().map((definition) => {
      const name = mcpToolName(server.name, definition.name);
      const hash = approved.get(name);
      const state =
        hash === undefined ? "new" : hash === definitionHash(definition) ? "allowed" : "changed";
      return { name, server: server.name, state, description: definition.description ?? "" };
    }),
  );
  await connections.close();
  const { problems } = connections;
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ tools, problems }, null, 2)}\n`);
  } else {
    const rows = tools.map(({ name, state, description }) => [
      name,
      state,
      oneLine(description, 60),
    ]);
    if (rows.length > 0) {
      process.stdout.write(`${table([["TOOL", "STATE", "ABOUT"], ...rows]).join("\n")}\n`);
    } else if (problems.length === 0) {
      process.stderr.write(
        'No MCP server is configured. "mcpServers" in the settings names them.\n',
      );
    }
    for (const { message } of problems) process.stderr.write(`${message}\n`);
  }
  return problems.length === 0 ? exitCode.done : exitCode.failed;
}
