import { textOf } from "@argent/ai";
import { printable } from "./plain.ts";
import type { RunView } from "./run-view.ts";

/** Only the last answer, when it is there. */
export function createPrintView(out: NodeJS.WriteStream): RunView {
  let answer = "";
  return {
    show(event) {
      if (event.type === "message_end" && event.message.role === "assistant")
        answer = textOf(event.message);
    },
    end() {
      if (answer !== "") out.write(`${printable(answer).trimEnd()}\n`);
    },
  };
}
