import type { AgentMessage } from "@argent/agent";
import { heldMessage } from "./contention.ts";
import type { Listeners } from "./listeners.ts";
import type { Seat } from "./seat.ts";

/** Shows what somebody else writes into the session, as it comes, until it may be written here or the signal is aborted. */
export async function followWriter(
  seat: Seat,
  { tell }: Listeners,
  signal: AbortSignal,
): Promise<void> {
  const { session, agent } = seat;
  await tell({ type: "session_contended", message: heldMessage(session) });
  for await (const entries of session.watch(signal)) {
    if (signal.aborted) return;
    const before = agent.state.messages.length;
    seat.reload();
    const added: AgentMessage[] = entries.flatMap((entry) =>
      entry.type === "message" ? [entry.message] : [],
    );
    if (agent.state.messages.length !== before + added.length) {
      await tell({ type: "session_changed", reason: "navigate" });
      continue;
    }
    for (const message of added) {
      await tell({ type: "message_start", message });
      await tell({ type: "message_end", message });
    }
  }
}
