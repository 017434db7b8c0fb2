import { spawn } from "node:child_process";
import { once } from "node:events";

const keptBytes = 50 * 1024;

/** Reads all of the output and keeps its end. */
export default async function floorBash({ cwd, args: { command }, shows }) {
  const child = spawn("bash", ["-c", command], { cwd, stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(child, "close");
  let tail = Buffer.alloc(0);
  for await (const bytes of child.stdout) {
    tail = bytes.length >= keptBytes ? bytes : Buffer.concat([tail.subarray(-keptBytes), bytes]);
  }
  await closed;
  return Number(tail.toString("utf8").includes(shows));
}
