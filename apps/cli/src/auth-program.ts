import type { Command } from "commander";

/** Adds `argent auth …`. */
export function addAuthCommands(program: Command, exit: (code: number) => void): void {
  const auth = program.command("auth").description("Keep, list and remove the keys of providers.");
  auth
    .command("set")
    .description("Keep a key, which is typed or piped in, in a file that only you can read.")
    .argument("<provider>", "for example anthropic")
    .action(async (provider: string) => {
      const { authSetCommand } = await import("./commands/auth/set.ts");
      exit(await authSetCommand(provider));
    });
  auth
    .command("list")
    .description("Which keys there are, and where they come from.")
    .option("--json", "print JSON")
    .action(async (options) => {
      const { authListCommand } = await import("./commands/auth/list.ts");
      exit(await authListCommand(options));
    });
  auth
    .command("rm")
    .description("Remove a key from the file.")
    .argument("<provider>", "for example anthropic")
    .action(async (provider: string) => {
      const { authRemoveCommand } = await import("./commands/auth/remove.ts");
      exit(await authRemoveCommand(provider));
    });
}
