import type { Loose } from "../../../src/pi-ai/loose.ts";
import type { ContractCase, ContractCases } from "../contract.ts";
import { conversationWith } from "../rpc-conversation.ts";

/** A part of the one conversation with a program. */
const told =
  (part: string, look: (seen: Loose) => unknown): ContractCase =>
  async ({ rpc }) =>
    look((await conversationWith(rpc))[part]);

export const rpc: ContractCases = {
  "RPC: the state at the beginning": told(
    "begin",
    ({ state, messages, last, commands, forks }) => ({
      ...stateOf(state.data),
      messages: messages.data,
      last: last.data,
      commands: commands.data,
      forks: forks.data,
    }),
  ),

  "RPC: a prompt with a command, and its events in order": told("prompt", ({ records, state }) => ({
    events: eventsOf(records),
    ...stateOf(state.data),
  })),

  "RPC: the fields of events, and the last one of a run": told("prompt", ({ records }) => ({
    ...fieldsOf(records),
    last: records.at(-1).type,
  })),

  "RPC: steering and a follow-up while an answer comes": told("queues", (seen) => ({
    steered: responseOf(seen.steered),
    followed: responseOf(seen.followed),
    pending: [seen.state.data.isStreaming, seen.state.data.pendingMessageCount],
    refused: responseOf(seen.refused),
    events: eventsOf(seen.records),
  })),

  "RPC: steering while nothing runs": told("idle", ({ response, pending }) => ({
    steered: responseOf(response),
    pending,
  })),

  "RPC: abort": told("abort", ({ response, records, last, state }) => ({
    response: responseOf(response),
    events: eventsOf(records),
    last: [last.role, last.stopReason, last.content],
    streaming: state.data.isStreaming,
  })),

  "RPC: commands of the user's": told("bash", ({ seen, asked }) => ({
    seen: responseOf(seen),
    asked: asked[0],
  })),

  "RPC: a command that is kept from the model": told("bash", ({ hidden, asked }) => ({
    hidden: responseOf(hidden),
    asked: asked[1],
  })),

  "RPC: thinking levels, models and modes": told("model", (seen) => ({
    level: [responseOf(seen.level), seen.levelNow],
    next: responseOf(seen.next),
    // Which one is next is the catalog's.
    cycled: [seen.cycled.success, Object.keys(seen.cycled.data).sort()],
    back: [seen.back.success, seen.back.data.id],
    missing: responseOf(seen.missing),
    modes: seen.modes.slice(0, 2).map(responseOf),
    ...stateOf(seen.modes[2].data),
  })),

  "RPC: the name of a session": told("name", ({ set, now }) => [responseOf(set), now]),

  "RPC: a session without a name": told("name", ({ empty }) => responseOf(empty)),

  "RPC: messages, the last answer and statistics": told("history", (seen) => {
    const { sessionFile: _, sessionId: __, contextUsage, ...counts } = seen.statistics.data;
    return {
      messages: seen.messages.data.messages.map(messageOf),
      last: seen.last.data,
      counts,
      usage: Object.keys(contextUsage ?? {}).sort(),
    };
  }),

  "RPC: forks, a clone, new sessions and earlier ones": told("forks", (seen) => {
    const files = seen.states.map((state: Loose) => state.sessionFile);
    return {
      points: seen.points.map((point: Loose) => [typeof point.entryId, point.text]),
      responses: [seen.fork, seen.clone, seen.created, seen.switched].map(responseOf),
      counts: seen.states.map((state: Loose) => state.messageCount),
      files: files.map((file: string) => files.indexOf(file)),
      names: seen.states.map((state: Loose) => state.sessionName ?? null),
    };
  }),

  "RPC: a fork of nothing": told("forks", ({ missing }) => responseOf(missing)),

  "RPC: a compaction": told("compaction", ({ response, records, messages }) => ({
    fields: Object.keys(response.data ?? {}).sort(),
    events: eventsOf(records),
    messages: messages.data.messages.map(messageOf),
  })),

  "RPC: a compaction of nothing": told("compaction", ({ nothing }) => ({
    success: nothing.success,
    summary: nothing.data?.summary,
    error: nothing.error,
  })),

  "RPC: a command that there is none of": told("wrong", ({ unknown }) => responseOf(unknown)),

  "RPC: a line that is no JSON": told("wrong", ({ broken }) => responseOf(broken)),

  "RPC: commands without what they need": told("wrong", ({ noMessage, noCommand }) =>
    [noMessage, noCommand].map(responseOf),
  ),

  "RPC: the end of the input": told("exit", (exit) => exit),

  "RPC: the types of all records": told("types", (types) =>
    Object.fromEntries(types.map((type: string) => [type, "said"])),
  ),
};

/** Of a state what is not an id, a path or the catalog's. */
function stateOf({ model, sessionFile, sessionId, ...rest }: Loose) {
  return {
    ...rest,
    model: [model.provider, model.id, model.api],
    session: [typeof sessionFile, typeof sessionId],
  };
}

function responseOf({ id: _, type: __, ...rest }: Loose) {
  return rest;
}

function eventsOf(records: Loose[]): string[] {
  const others = ["response", "agent_settled"];
  const words = records.filter(({ type }) => !others.includes(type)).map(eventOf);
  return words.filter((word, index) => word !== words[index - 1]);
}

function eventOf(event: Loose): string {
  const { type, message, assistantMessageEvent: update } = event;
  if (update) return `${type} ${update.type}`;
  if (message) return `${type} ${message.role}`;
  if (type === "queue_update") return `${type} ${event.steering} | ${event.followUp}`;
  if (type === "agent_end") return `${type} ${event.messages.map(({ role }: Loose) => role)}`;
  if (event.toolName) return `${type} ${event.toolName}${event.isError ? " failed" : ""}`;
  return event.reason ? `${type} ${event.reason}` : type;
}

/** What all events of Argent have besides. */
const additions = new Set(["runId", "turnId", "seq", "timestamp", "durationMs", "toolCall"]);

/** The names of the fields of each type of event. */
function fieldsOf(records: Loose[]): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const { type, ...rest } of records) {
    if (type !== "response")
      fields[type] ??= Object.keys(rest)
        .filter((name) => !additions.has(name))
        .sort();
  }
  return fields;
}

function messageOf({ role, content, command, summary }: Loose): string {
  const texts = Array.isArray(content) ? content.map((block) => block.text ?? block.type) : content;
  return `${role}: ${command ?? summary ?? texts}`.slice(0, 80);
}
