/** What the scripted model of the loop says: a call of `noop` in each turn, and a last word. */
export function contentOf(turn, turns) {
  return turn < turns
    ? { type: "toolCall", id: `call_${turn}`, name: "noop", arguments: { turn } }
    : { type: "text", text: "Done." };
}

export function messageOf(turn, turns) {
  return {
    role: "assistant",
    content: [contentOf(turn, turns)],
    api: "scripted",
    provider: "scripted",
    model: "scripted",
    usage: {
      input: 10,
      output: 10,
      cacheRead: 0,
      cacheWrite: 0,
      totalTokens: 20,
      cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
    },
    stopReason: turn < turns ? "toolUse" : "stop",
    timestamp: 0,
  };
}

/** The same answer as a stream in Argent's events. */
export async function* streamOf(turn, turns) {
  const content = contentOf(turn, turns);
  const message = messageOf(turn, turns);
  yield { type: "start", provider: "scripted", api: "scripted", model: "scripted" };
  if (content.type === "toolCall") {
    const { id, name } = content;
    yield { type: "toolcall_start", contentIndex: 0, id, name };
    yield { type: "toolcall_end", contentIndex: 0, toolCall: content };
  } else {
    yield { type: "text_start", contentIndex: 0 };
    yield { type: "text_end", contentIndex: 0, content: content.text };
  }
  yield { type: "done", reason: message.stopReason, message };
}

export const model = {
  id: "scripted",
  name: "Scripted",
  api: "scripted",
  provider: "scripted",
  baseUrl: "",
  input: ["text"],
  contextWindow: 1e9,
  maxTokens: 32_000,
  reasoning: false,
  vision: false,
  cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
};

/** The tool, which counts its calls. */
export function createNoop() {
  let calls = 0;
  return {
    tool: {
      name: "noop",
      label: "Noop",
      description: "Does nothing.",
      parameters: {
        type: "object",
        properties: { turn: { type: "number" } },
        required: ["turn"],
      },
      async execute() {
        calls++;
        return { content: [{ type: "text", text: "ok" }], details: {} };
      },
    },
    calls: () => calls,
  };
}
