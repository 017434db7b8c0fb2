/** What `argent --help` prints. Each command has its own `--help`. */
export const help = `Usage: argent <command> [options]

Commands:
  chat              Talk with the agent in the terminal
  run <task>        Do one task and exit; what is piped in is added to the task
  models [query]    List the models that are known, with prices
  doctor            Check Node, keys, endpoints, folders and the runtime in force
  sessions <what>   List, show, tree, search, fork, export, repair, rm
  lessons <what>    What was learned from runs: list, show, why, add, approve, reject, retire, stats
  auth <what>       Keep, list and remove keys: set, list, rm
  completion <sh>   Print the completion script of bash, zsh or fish
  rpc               Serve a program over JSON lines, as Pi's RPC mode does
  trust [folder]    Let a project's settings apply
  mcp               Offer the agent as a tool of an MCP server; mcp list, mcp accept
  migrate [folder]  Rewrite a host's imports of Pi
  demo              See it fix a real bug in a temporary repository, without any key

Options:
  -V, --version     Print the version
  -h, --help        Print this help; after a command, the command's own

Exit codes:
  0    done
  1    the run failed
  2    wrong usage or configuration; nothing was sent
  3    stopped by a limit
  130  interrupted

Docs: docs/cli.md
`;
