import type { StreamEvent } from "@argent/ai";
import type { PartialReader } from "./partial-reader.ts";
import type { PiAssistantMessageEvent } from "./pi-types.ts";
import { withPartial } from "./with-partial.ts";

/** An event of ours as Pi's. `partials` takes it in and provides its `partial`. */
export function toPiEvent(event: StreamEvent, partials: PartialReader): PiAssistantMessageEvent {
  if (event.type === "done" || event.type === "error") return event;
  const partial = partials.take(event);
  switch (event.type) {
    case "start":
      return withPartial({ type: "start" }, partial);
    case "toolcall_start": {
      const { type, contentIndex, id, name } = event;
      return withPartial({ type, contentIndex, id, toolName: name }, partial);
    }
    default:
      return withPartial(event, partial);
  }
}
