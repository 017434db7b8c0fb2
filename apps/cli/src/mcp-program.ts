import { type Command, Option } from "commander";

/** Adds `argent mcp`, and what looks after the servers that the settings name. */
export function addMcpCommands(program: Command, exit: (code: number) => void): void {
  const mcp = program
    .command("mcp")
    .description("Offer the agent as a tool of an MCP server, over standard input and output.")
    .option("-m, --model <model>", "a model id, an alias such as sonnet, or provider/id")
    .option("-p, --provider <provider>", "where the model is asked")
    .option("--cwd <folder>", "the folder to work in")
    .addOption(
      new Option(
        "--approve <mode>",
        "what runs unasked; the client is asked about the rest",
      ).choices(["read-only", "ask-before-write", "auto"]),
    )
    .option("--sandbox", "confine commands, or do not begin")
    .action(async (options) => {
      const { mcpServeCommand } = await import("./commands/mcp/serve.ts");
      exit(await mcpServeCommand(options));
    });
  mcp
    .command("list")
    .description("The tools of the MCP servers that the settings name.")
    .option("--json", "print JSON")
    .action(async (options) => {
      const { mcpListCommand } = await import("./commands/mcp/list.ts");
      exit(await mcpListCommand(options));
    });
  mcp
    .command("accept")
    .description("Accept a tool as it is now, after its server has changed it.")
    .argument("<tool>", "as argent mcp list shows it")
    .option("--yes", "really")
    .action(async (tool: string, options) => {
      const { mcpAcceptCommand } = await import("./commands/mcp/accept.ts");
      exit(await mcpAcceptCommand(tool, options));
    });
}
