/**
 * What the key of a session says. `agentId` and `channel` are in lower case. Everything that names a person, a chat or
 * a job is kept as it is: such names may be case-sensitive, and `peer` and `job` may contain `:`.
 */
export type SessionKey =
  /** `agent:<agentId>:main`, or `main` for the agent `main`. */
  | { kind: "main"; agentId: string }
  | ConversationKey
  /** `<parent>:subagent:<id>`; the parent is a session key, `agent:<agentId>`, or absent. */
  | {
      kind: "subagent";
      /** The session that the subagent works for. */
      parent?: string | undefined;
      id: string;
    }
  /** `[agent:<agentId>:]cron:<job>[:run:<run>]`. */
  | {
      kind: "cron";
      /** Absent when the key does not say. */
      agentId?: string | undefined;
      job: string;
      /** One run of the job; absent for the job as a whole. */
      run?: string | undefined;
    }
  /** `[agent:<agentId>:]hook:<id>`. */
  | {
      kind: "hook";
      /** Absent when the key does not say. */
      agentId?: string | undefined;
      id: string;
    }
  /** `<prefix>:<id>`. */
  | { kind: "cli"; prefix: "cli" | "cli-run"; id: string }
  /** Another key of an agent, for example `agent:main:openai:<id>`. */
  | { kind: "agent"; agentId: string; rest: string }
  /** Any other key. */
  | { kind: "other"; key: string };

/** `agent:<agentId>[:<channel>[:<account>]]:<kind>:<peer>[:thread:<id>]`; `direct` is read as `dm`. */
export interface ConversationKey {
  kind: "dm" | "group" | "channel";
  agentId: string;
  /** Absent only for `dm`. */
  channel?: string | undefined;
  /** Which of the channel's accounts; absent where it has one. */
  account?: string | undefined;
  /** The other person, the group or the channel. */
  peer: string;
  /** The thread, or the topic, within the group or channel. */
  thread?: { type: "thread" | "topic"; id: string } | undefined;
}

/** Reads a session key. Every string is one; what does not follow the grammar is of the kind `other`. */
export function parseSessionKey(key: string): SessionKey {
  if (key === "main") return { kind: "main", agentId: "main" };
  const subagent = /^(?:(.+):)?subagent:([^:]+)$/s.exec(key);
  if (subagent?.[2]) {
    return { kind: "subagent", ...(subagent[1] && { parent: subagent[1] }), id: subagent[2] };
  }
  const [head = "", ...parts] = key.split(":");
  const rest = parts.join(":");
  if (rest === "") return { kind: "other", key };
  if (head.toLowerCase() === "agent") return parseAgentKey(key, parts);
  if (head === "cli" || head === "cli-run") return { kind: "cli", prefix: head, id: rest };
  return parseJob(head, rest) ?? { kind: "other", key };
}

/** Writes a session key; `parseSessionKey` reads it back. */
export function formatSessionKey(key: SessionKey): string {
  switch (key.kind) {
    case "main":
      return `agent:${word(key.agentId)}:main`;
    case "dm":
    case "group":
    case "channel": {
      const { kind, agentId, channel, account, peer, thread } = key;
      return join(
        ["agent", word(agentId), channel && word(channel), account?.replaceAll(":", "-")],
        [kind, peer, thread?.type, thread?.id],
      );
    }
    case "subagent":
      return join([key.parent], ["subagent", key.id]);
    case "cron":
      return join(agentPrefix(key.agentId), ["cron", key.job, key.run && "run", key.run]);
    case "hook":
      return join(agentPrefix(key.agentId), ["hook", key.id]);
    case "cli":
      return join([key.prefix], [key.id]);
    case "agent":
      return join(agentPrefix(key.agentId), [key.rest]);
    case "other":
      return key.key;
  }
}

/**
 * How much of the system prompt a session gets: `minimal` where no person talks to the agent directly, that is for
 * sub-agents and for scheduled jobs.
 */
export function promptModeOf(key: string): "full" | "minimal" {
  const { kind } = parseSessionKey(key);
  return kind === "subagent" || kind === "cron" ? "minimal" : "full";
}

function parseAgentKey(key: string, [id = "", ...parts]: string[]): SessionKey {
  const agentId = word(id);
  const rest = parts.join(":");
  if (agentId === "" || rest === "") return { kind: "other", key };
  if (rest.toLowerCase() === "main") return { kind: "main", agentId };
  const [head = "", ...others] = parts;
  const job = parseJob(head.toLowerCase(), others.join(":"));
  if (job) return { ...job, agentId };
  return parseConversation(agentId, parts) ?? { kind: "agent", agentId, rest };
}

function parseJob(head: string, rest: string) {
  if (rest === "") return undefined;
  if (head === "hook") return { kind: "hook", id: rest } as const;
  if (head !== "cron") return undefined;
  const [, job = rest, run] = /^(.+):run:([^:]+)$/s.exec(rest) ?? [];
  return { kind: "cron", job, ...(run && { run }) } as const;
}

const conversationKinds = new Map<string | undefined, ConversationKey["kind"]>([
  ["dm", "dm"],
  ["direct", "dm"],
  ["group", "group"],
  ["channel", "channel"],
]);

function parseConversation(agentId: string, parts: string[]): ConversationKey | undefined {
  for (const at of [0, 1, 2]) {
    const kind = conversationKinds.get(parts[at]?.toLowerCase());
    const [channel, account] = parts.slice(0, at);
    const rest = parts.slice(at + 1).join(":");
    const named = channel !== undefined && word(channel) !== "" && account !== "";
    if (kind === undefined || rest === "" || !(named || (at === 0 && kind === "dm"))) continue;
    const [, peer = rest, type, id] = /^(.+):(thread|topic):([^:]+)$/s.exec(rest) ?? [];
    return {
      kind,
      agentId,
      ...(channel && { channel: word(channel) }),
      ...(account && { account }),
      peer,
      ...(id && { thread: { type: type === "topic" ? "topic" : "thread", id } }),
    };
  }
  return undefined;
}

/** A name as it may stand between two `:`: lower case letters, digits, `_` and `-`, at most 64 of them. */
function word(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "-")
    .replace(/^[-_]+/, "")
    .slice(0, 64);
}

function agentPrefix(agentId: string | undefined): string[] {
  return agentId === undefined ? [] : ["agent", word(agentId)];
}

function join(...groups: (string | undefined)[][]): string {
  return groups
    .flat()
    .filter((part) => part !== undefined && part !== "")
    .join(":");
}
