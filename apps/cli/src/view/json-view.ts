import type { RunView } from "./run-view.ts";

/** For programs: every event as one JSON line. */
export function createJsonView(out: NodeJS.WriteStream): RunView {
  return {
    show: (event) => out.write(`${JSON.stringify(event)}\n`),
    end: () => {},
  };
}
