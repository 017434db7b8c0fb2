import { listKnownSessions } from "../../sessions/known-session.ts";
import { createPicker } from "../../terminal/picker.ts";
import { oneLine } from "../../view/plain.ts";
import type { Chat } from "../chat.ts";
import { warningLines } from "../notes.ts";
import { updateStatus } from "../show-events.ts";
import { shownPath } from "../shown-path.ts";
import type { ChatCommand } from "./commands.ts";

export const sessionCommands: readonly ChatCommand[] = [
  {
    name: "new",
    description: "Begin a new session",
    run: ({ conversation }) => conversation.startNew(),
  },
  { name: "resume", description: "Open an earlier session", run: resume },
  { name: "name", argument: "<name>", description: "Name the session", run: rename },
  {
    name: "compact",
    argument: "[what matters]",
    description: "Summarise the conversation to make room",
    run: compactNow,
  },
  { name: "undo", description: "Bring back the files of the last turn", run: undo },
];

/** Lets the person choose an earlier session of this folder, or of any folder, and opens it. */
export async function resume(chat: Chat): Promise<void> {
  const { conversation } = chat;
  const path = await pickSession(chat);
  if (path !== undefined) await conversation.open(path);
}

async function pickSession(chat: Chat): Promise<string | undefined> {
  const { conversation, settings, clock } = chat;
  const current = conversation.session.getSessionFile();
  const known = (await listKnownSessions(settings.env)).filter(
    ({ path, firstMessage, name }) =>
      path !== current && (firstMessage !== "" || name !== undefined),
  );
  const here = known.filter(({ cwd }) => cwd === conversation.cwd);
  const elsewhere = known.filter(({ cwd }) => cwd !== conversation.cwd);
  const items = [...here, ...elsewhere].map((session) => ({
    label: oneLine(session.name ?? session.firstMessage, 60),
    detail: `${ago(clock.now() - session.modified.getTime())}${session.cwd === conversation.cwd ? "" : ` · ${session.cwd}`}`,
    value: session.path,
  }));
  if (items.length > 0) return chat.pick(createPicker("Resume a session", items));
  chat.state.notice = "There is no other session.";
  chat.refresh();
  return undefined;
}

/** How long ago something was. */
function ago(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} days ago`;
}

async function rename(chat: Chat, name: string): Promise<void> {
  if (name === "") {
    chat.state.notice = "Say the name: /name fix the parser";
    chat.refresh();
    return;
  }
  await chat.conversation.rename(name);
  updateStatus(chat);
  chat.state.notice = `The session is called "${oneLine(name, 60)}" now.`;
}

async function compactNow(chat: Chat, instructions: string): Promise<void> {
  const { conversation } = chat;
  const task = () => conversation.compact(instructions === "" ? undefined : instructions);
  const outcome = await chat.during("Compacting", task, () => void conversation.abort());
  if (outcome.type === "stopped") chat.print(warningLines(outcome.message, chat.look()));
  updateStatus(chat);
}

async function undo(chat: Chat): Promise<void> {
  const { style } = chat.look();
  const files = await chat.during("Bringing files back", () => chat.conversation.undo());
  if (files.length === 0) {
    chat.print([style.dim("Nothing to undo: no tool changed a file in the last turn.")]);
    return;
  }
  chat.print(
    files.map(({ path, outcome, reason }) => {
      const line = `${outcome} ${oneLine(shownPath(path, chat.conversation.cwd), 200)}${reason === undefined ? "" : ` (${oneLine(reason, 120)})`}`;
      const isDone = outcome === "restored" || outcome === "removed" || outcome === "unchanged";
      return isDone ? `${style.green("↶")} ${line}` : style.red(`✗ ${line}`);
    }),
  );
}
