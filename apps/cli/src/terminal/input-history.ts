import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";

/** What was said before, the latest last. */
export interface InputHistory {
  readonly entries: readonly string[];
  /** Adds what was said, unless it is the same again, and keeps it in the file. Rejects once when that cannot be done. */
  add(text: string): Promise<void>;
}

const limit = 1_000;
/** Longer ones are not worth recalling. */
const maximumLength = 10_000;

/** The history in a file that only its owner may read: a JSON string a line. Without a path it ends with the process. */
export async function openInputHistory(path: string | undefined): Promise<InputHistory> {
  const entries = path === undefined ? [] : (await readLines(path)).slice(-limit);
  let isKept = path !== undefined;
  return {
    entries,
    async add(text) {
      if (text.trim() === "" || text.length > maximumLength || entries.at(-1) === text) return;
      entries.push(text);
      if (entries.length > limit) entries.splice(0, entries.length - limit);
      if (path === undefined || !isKept) return;
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await appendFile(path, `${JSON.stringify(text)}\n`, { mode: 0o600 });
      } catch (cause) {
        isKept = false;
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new Error(`What you type is not kept for the next time: ${reason}`, { cause });
      }
    },
  };
}

async function readLines(path: string): Promise<string[]> {
  const text = await readFile(path, "utf8").catch(() => ""); // there is none yet, or it cannot be read
  const entries: string[] = [];
  for (const line of text.split("\n")) {
    const entry = parsed(line);
    if (typeof entry === "string") entries.push(entry);
  }
  return entries;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // a line that was cut off, or is none of ours
  }
}
