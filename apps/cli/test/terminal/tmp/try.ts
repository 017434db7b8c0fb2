import { execFileSync } from "node:child_process";
import { answer, createChatMachine } from "../chat-kit.ts";
import { startTmux } from "../tmux.ts";

const name = `try${process.pid}`;
const tmux = await startTmux(name);
const m = await createChatMachine(tmux, {
  columns: 80,
  rows: 24,
  steps: [
    answer(
      'Here:\n\n```ts\nexport function add(a: number, b: number): number {\n  // a comment\n  return a + b; // "text"\n}\n```\n\nIt adds.',
    ),
  ],
});
execFileSync("tmux", ["-L", name, "pipe-pane", "-t", "=pane1:", "-o", "cat > /tmp/raw.txt"]);
await m.idle();
await m.say("Write add");
await m.pane.sees("It adds.");
await m.idle();
console.log(await m.pane.screen());
await tmux.close();
await m.close();
