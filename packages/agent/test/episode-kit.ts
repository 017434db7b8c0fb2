import type { Episode, EpisodeCall } from "../src/sis/episode.ts";

/** An episode of which only what matters is said. */
export function episode(fields: Partial<Episode> = {}): Episode {
  return {
    id: "episode-1",
    at: 1_700_000_000_000,
    prompt: "Make the tests pass",
    calls: [],
    stopReason: "stop",
    ...fields,
  };
}

/** A command; `"cut"` by a time limit, it has no exit code. */
export function bash(
  command: string,
  exitCode: number | "cut" = 0,
  fields: Partial<EpisodeCall> = {},
): EpisodeCall {
  const end = { isError: exitCode !== 0, ...(exitCode !== "cut" && { exitCode }) };
  return call("bash", { command }, { ...end, ...fields });
}

export function read(path: string, fields: Partial<EpisodeCall> = {}): EpisodeCall {
  return call("read_file", { path }, fields);
}

export function edit(path: string, fields: Partial<EpisodeCall> = {}): EpisodeCall {
  return call("edit_file", { path, edits: [{ oldText: "one", newText: "two" }] }, fields);
}

export function call(
  name: string,
  given: Record<string, unknown>,
  fields: Partial<EpisodeCall> = {},
): EpisodeCall {
  return { name, arguments: given, isError: false, ...fields };
}
