import type { AgentMessage } from "@argent/agent";

/** What models other than the one that is asked thought aloud in a conversation. */
export function foreignThoughtsIn(
  messages: readonly AgentMessage[],
  model: { provider: string; api: string; id: string },
): Set<string> {
  const thoughts = new Set<string>();
  for (const message of messages) {
    if (message.role !== "assistant") continue;
    const { provider, api, model: id } = message;
    if (provider === model.provider && api === model.api && id === model.id) continue;
    for (const block of message.content)
      if (block.type === "thinking") thoughts.add(block.thinking);
  }
  return thoughts;
}
