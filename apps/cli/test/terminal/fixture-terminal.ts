import { processTerminal } from "../../src/terminal/process-terminal.ts";

// Takes the terminal, and ends as it is told: `close`, `exit`, `throw`, or a signal that comes from outside.
const { stdin, stdout } = process;
const terminal = processTerminal({ stdin, stdout }, () => process.exit(143));
terminal.write("\u001b[?25ltaken\r\n");
switch (process.argv[2]) {
  case "close":
    terminal.close();
    break;
  case "exit":
    process.exit(3);
    break;
  case "throw":
    throw new Error("broken");
  case "term":
    process.kill(process.pid, "SIGTERM");
    break;
}
