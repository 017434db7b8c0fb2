import { readFile } from "node:fs/promises";
import type { Step } from "../step.ts";

/** Recorded traffic: the payloads of a stream, or a whole answer. */
export type Recording = { payloads: readonly string[] } | { whole: string };

/** Reads a file of payloads, one a line, or a `.json` file with a whole answer. Broken lines are kept as they are. */
export async function readRecording(source: NonNullable<Step["recording"]>): Promise<Recording> {
  if (typeof source !== "string" && !(source instanceof URL)) return { payloads: source };
  const text = await readFile(source, "utf8");
  const path = source instanceof URL ? source.pathname : source;
  if (path.endsWith(".json")) return { whole: text };
  return { payloads: text.split(/\r?\n/).filter((line) => line !== "") };
}
