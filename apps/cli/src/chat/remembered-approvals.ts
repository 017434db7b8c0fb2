import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { ApprovalRule } from "@argent/tools";

/** Answers that hold for ever, in one working folder each. */
export interface RememberedApprovals {
  rules: readonly ApprovalRule[];
  remember(rule: ApprovalRule): Promise<void>;
}

/** The answers in a file that only its owner may read: a JSON object a line. */
export async function openRememberedApprovals(
  path: string,
  cwd: string,
): Promise<RememberedApprovals> {
  const text = await readFile(path, "utf8").catch(() => ""); // nothing was remembered yet, or it cannot be read
  return {
    rules: text.split("\n").flatMap((line) => ruleIn(line, cwd)),
    async remember(rule) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await appendFile(path, `${JSON.stringify({ cwd, rule })}\n`, { mode: 0o600 });
    },
  };
}

function ruleIn(line: string, cwd: string): ApprovalRule[] {
  if (line === "") return [];
  try {
    const entry: { cwd?: unknown; rule?: ApprovalRule } = JSON.parse(line);
    const { decision } = entry.rule ?? {};
    const isRule = decision === "allow" || decision === "deny";
    return entry.cwd === cwd && entry.rule && isRule ? [entry.rule] : [];
  } catch {
    return []; // a line that was cut off says nothing
  }
}
