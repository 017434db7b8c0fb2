import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { contentText } from "../conversation/content-text.ts";
import type { Conversation } from "../conversation/conversation.ts";
import { CommandError } from "./command-fields.ts";
import { type RpcHandler, replying } from "./rpc-handler.ts";

/** Which session is open, and what is in it. */
export const sessionCommands: Record<string, RpcHandler> = {
  new_session: replying(async (command, { conversation }) => {
    await conversation.startNew({ parentSession: command.optionalText("parentSession") });
    return { cancelled: false };
  }),
  switch_session: replying(async (command, { conversation }) => {
    await conversation.open(command.text("sessionPath"));
    return { cancelled: false };
  }),
  fork: replying(async (command, { conversation }) => ({
    text: await conversation.fork(command.text("entryId")),
    cancelled: false,
  })),
  clone: replying(async (_, { conversation }) => {
    await conversation.clone();
    return { cancelled: false };
  }),
  set_session_name: replying(async (command, { conversation }) => {
    const name = command.text("name").trim();
    if (name === "") throw new CommandError("The name of a session cannot be empty.");
    await conversation.rename(name);
  }),
  get_fork_messages: replying(async (_, { conversation: { session } }) => {
    await session.load();
    const messages = session.getEntries().flatMap((entry) => {
      if (entry.type !== "message" || entry.message.role !== "user") return [];
      const text = contentText(entry.message.content);
      return text === "" ? [] : [{ entryId: entry.id, text }];
    });
    return { messages };
  }),
  get_entries: replying(async (command, { conversation: { session } }) => {
    await session.load();
    const since = command.optionalText("since");
    const entries = session.getEntries();
    const from = since === undefined ? 0 : entries.findIndex(({ id }) => id === since) + 1;
    if (since !== undefined && from === 0) throw new CommandError(`There is no entry "${since}".`);
    return { entries: entries.slice(from), leafId: session.getLeafId() };
  }),
  get_tree: replying(async (_, { conversation: { session } }) => {
    await session.load();
    return { tree: session.getTree(), leafId: session.getLeafId() };
  }),
  get_session_stats: replying(async (_, { conversation }) => {
    await conversation.session.load();
    return sessionStatistics(conversation);
  }),
  export_html: replying(async (command, { conversation }) => {
    const { session, cwd } = conversation;
    const { exportHtml } = await import("../export/export-html.ts");
    await session.load();
    const name =
      command.optionalText("outputPath") ?? `argent-session-${session.getSessionId()}.html`;
    const path = resolve(cwd, name);
    await writeFile(path, exportHtml(session));
    return { path };
  }),
};

function sessionStatistics(conversation: Conversation) {
  const { session } = conversation;
  const { cost, context, ...counts } = conversation.statistics();
  return {
    sessionFile: session.getSessionFile(),
    sessionId: session.getSessionId(),
    ...counts,
    // Pi's clients calculate with it.
    cost: cost ?? 0,
    ...(cost === undefined && { isCostKnown: false }),
    ...(context && {
      contextUsage: {
        tokens: context.tokens,
        contextWindow: context.window,
        percent: context.window > 0 ? (100 * context.tokens) / context.window : null,
      },
    }),
  };
}
