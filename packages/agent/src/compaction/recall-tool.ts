import { type ImageContent, toolCallsOf } from "@argent/ai";
import type { SessionEntry } from "../session/entry.ts";
import { contextEntries } from "../session/session-context.ts";
import type { ArgentSessionManager } from "../session/session-manager.ts";
import type { AgentTool, AgentToolResult } from "../tool.ts";
import { textOfEntry } from "./entry-text.ts";
import { searchEntries } from "./search-entries.ts";

/** What the tool needs of a session. */
export type RecallSession = Pick<
  ArgentSessionManager,
  "load" | "getBranch" | "getEntries" | "getEntry"
>;

const parameters = {
  type: "object",
  properties: {
    query: { type: "string", description: "Words to search for" },
    entry: { type: "string", description: "Id of an entry to read whole, instead of a query" },
    offset: { type: "integer", minimum: 0, description: "Character of the entry to begin at" },
  },
} as const;

/** Searches and reads the original entries of a session: what a compaction took out of the context stays within reach. */
export function createRecallTool(session: RecallSession): AgentTool<typeof parameters> {
  return {
    name: toolName,
    label: "Recall",
    description:
      "Search what was said and done earlier in this conversation and is not shown any more, for example the whole output of an old command. Gives excerpts with the ids of their entries; with an id it gives the whole entry, images included.",
    parameters,
    effect: "read",
    async execute(_id, { query, entry, offset = 0 }) {
      await session.load();
      if (entry !== undefined) return readEntry(session, entry, offset);
      if (query?.trim()) return answer(found(session, query));
      return {
        ...answer("Give words to search for (query) or the id of an entry."),
        isError: true,
      };
    },
  };
}

const toolName = "recall";
const mostMatches = 8;
/** Characters around the place where a match was found. */
const excerptLength = 400;
/** Characters of an entry in one answer. */
const pageLength = 16_000;

function found(session: RecallSession, query: string): string {
  const branch = session.getBranch();
  const shown = shownEntries(branch);
  const hidden = session.getEntries().filter(({ id }) => !shown.has(id));
  const matches = searchEntries(hidden, query, textOf).slice(0, mostMatches);
  if (matches.length === 0) return `Nothing earlier has any of the words of "${query}".`;
  const onBranch = new Set(branch.map(({ id }) => id));
  return matches
    .map(({ entry, text, position }) => {
      const place = onBranch.has(entry.id) ? "" : ", on another branch";
      return `[entry ${entry.id}, ${speakerOf(entry)}, ${entry.timestamp}${place}]\n${around(text, position)}`;
    })
    .join("\n\n");
}

function readEntry(session: RecallSession, id: string, offset: number): AgentToolResult {
  const entry = session.getEntry(id);
  const text = entry ? textOf(entry) : "";
  const images = entry ? imagesOf(entry) : [];
  if (!entry || (text === "" && images.length === 0)) {
    const message = `There is no entry "${id}" with text or images. Ids are given by a search (query).`;
    return { ...answer(message), isError: true };
  }
  const start = Math.min(offset, text.length);
  const end = Math.min(text.length, start + pageLength);
  const more = end < text.length ? ` Go on with offset ${end}.` : "";
  const head = `[entry ${id}, ${speakerOf(entry)}, ${entry.timestamp}, characters ${start} to ${end} of ${text.length}.${more}]`;
  const { content } = answer(`${head}\n${text.slice(start, end).toWellFormed()}`);
  return { content: start === 0 ? [...content, ...images] : content };
}

/** What the model has before its eyes needs no recalling, unless an edit hides its text. */
function shownEntries(branch: readonly SessionEntry[]): Set<string> {
  const entries = contextEntries(branch);
  const shown = new Set(entries.map(({ id }) => id));
  for (const entry of entries) {
    if (entry.type === "context_edit") shown.delete(entry.targetId);
  }
  return shown;
}

/** The words of an entry and what its calls asked for; nothing of earlier recalls, which only repeat others. */
function textOf(entry: SessionEntry): string {
  if (entry.type !== "message" && entry.type !== "custom_message") return "";
  const message = entry.type === "message" ? entry.message : undefined;
  if (message?.role === "toolResult" && message.toolName === toolName) return "";
  const text = textOfEntry(entry);
  if (message?.role !== "assistant") return text;
  const calls = toolCallsOf(message)
    .filter(({ name }) => name !== toolName)
    .map(({ name, arguments: given }) => `${name} ${JSON.stringify(given)}`);
  return [text, ...calls].filter(Boolean).join("\n");
}

/** What a picture shows can be seen again, which no search could find. */
function imagesOf(entry: SessionEntry): ImageContent[] {
  const message = entry.type === "message" ? entry.message : undefined;
  if (message?.role !== "user" && message?.role !== "toolResult") return [];
  const { content } = message;
  return typeof content === "string" ? [] : content.filter((part) => part.type === "image");
}

function speakerOf(entry: SessionEntry): string {
  if (entry.type !== "message") return "note";
  const { message } = entry;
  return message.role === "toolResult" ? `result of ${message.toolName}` : message.role;
}

function around(text: string, position: number): string {
  const start = Math.max(0, position - excerptLength / 4);
  const end = Math.min(text.length, start + excerptLength);
  return `${start > 0 ? "..." : ""}${text.slice(start, end).toWellFormed()}${end < text.length ? "..." : ""}`;
}

function answer(text: string): AgentToolResult {
  return { content: [{ type: "text", text }] };
}
