import type { Check } from "./check.ts";

export function checkTerminal(): Check {
  const { stdout } = process;
  const detail = stdout.isTTY
    ? `${stdout.columns}×${stdout.rows}, ${stdout.getColorDepth()}-bit colour`
    : "not a terminal: plain output";
  return { name: "terminal", status: "ok", detail };
}
