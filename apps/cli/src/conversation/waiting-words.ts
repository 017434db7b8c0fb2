import type { Agent, AgentMessage } from "@argent/agent";

/** What waits in the queues of an agent, in the words of who said it, before skills and templates were expanded. */
export interface WaitingWords {
  remember(message: AgentMessage, words: string): void;
  /** Whether the message did wait until now. */
  forget(message: AgentMessage): boolean;
  of(agent: Agent): { steering: string[]; followUp: string[] };
}

export function createWaitingWords(): WaitingWords {
  const words = new Map<AgentMessage, string>();
  const wordsOf = (messages: readonly AgentMessage[]) =>
    messages.map((message) => words.get(message) ?? "");
  return {
    remember: (message, said) => void words.set(message, said),
    forget: (message) => words.delete(message),
    of: ({ steeringMessages, followUpMessages }) => ({
      steering: wordsOf(steeringMessages),
      followUp: wordsOf(followUpMessages),
    }),
  };
}
