import type { SessionEntry, SessionTreeNode } from "@argent/agent";
import { entryLine } from "../../sessions/entry-line.ts";
import { createPicker, type PickerItem } from "../../terminal/picker.ts";
import { oneLine } from "../../view/plain.ts";
import type { Chat } from "../chat.ts";
import { said } from "../message-lines.ts";
import type { ChatCommand } from "./commands.ts";

export const treeCommands: readonly ChatCommand[] = [
  { name: "tree", description: "Go to another place in the session's tree", run: goInTree },
  { name: "fork", description: "Go on from an earlier message in a new session", run: fork },
  {
    name: "branch",
    description: "Say an earlier message differently, in this session",
    run: branch,
  },
];

async function fork(chat: Chat): Promise<void> {
  const entryId = await pickUserMessage(chat, "Fork before which message?");
  if (entryId !== undefined) chat.compose(await chat.conversation.fork(entryId));
}

async function branch(chat: Chat): Promise<void> {
  const entryId = await pickUserMessage(chat, "Which message do you want to say differently?");
  if (entryId !== undefined) await goTo(chat, entryId);
}

async function goInTree(chat: Chat): Promise<void> {
  const { session } = chat.conversation;
  await session.load();
  const items = treeItems(session.getTree(), session.getLeafId());
  if (items.length === 0) return tellEmpty(chat);
  const selected = items.findIndex(({ detail }) => detail?.startsWith("← here"));
  const entryId = await chat.pick(createPicker("Tree", items, selected));
  if (entryId !== undefined && entryId !== session.getLeafId()) await goTo(chat, entryId);
}

/** Goes to an entry, after asking whether the branch that is left is to be summarised there. */
async function goTo(chat: Chat, entryId: string): Promise<void> {
  const { conversation } = chat;
  const summarize = await chat.pick(
    createPicker("Summarise the branch that you leave?", [
      { label: "No", detail: "the model forgets it; it stays in the tree", value: false },
      { label: "Yes", detail: "the model is told what happened there", value: true },
    ]),
  );
  if (summarize === undefined) return;
  const task = () => conversation.navigate(entryId, { summarize });
  const label = summarize ? "Summarising the branch" : "Going there";
  const { editorText } = await chat.during(label, task, () => void conversation.abort());
  if (editorText !== undefined) chat.compose(editorText);
}

async function pickUserMessage(chat: Chat, title: string): Promise<string | undefined> {
  const { session } = chat.conversation;
  await session.load();
  const items = session.getBranch().flatMap(userItem);
  if (items.length > 0) return chat.pick(createPicker(title, items, items.length - 1));
  tellEmpty(chat);
  return undefined;
}

function userItem(entry: SessionEntry): PickerItem<string>[] {
  if (entry.type !== "message" || entry.message.role !== "user") return [];
  return [{ label: oneLine(said(entry.message.content).text, 200), value: entry.id }];
}

function tellEmpty(chat: Chat): void {
  chat.state.notice = "Nothing was said in this session yet.";
  chat.refresh();
}

/** The entries of a tree, children below their parents; what branches off is set in. */
function treeItems(roots: readonly SessionTreeNode[], leafId: string | null): PickerItem<string>[] {
  const items: PickerItem<string>[] = [];
  // A stack and not a recursion: a conversation may be a hundred thousand entries deep.
  const open = roots.toReversed().map((node) => ({ node, prefix: "", mark: "" }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, prefix, mark } = next;
    const { entry, label, children } = node;
    const line = entryLine(entry);
    if (line !== undefined && line !== "model: ") {
      const detail = [entry.id === leafId ? "← here" : "", label ? `[${label}]` : ""]
        .join(" ")
        .trim();
      items.push({
        label: `${prefix}${mark}${oneLine(line, 200)}`,
        detail: detail === "" ? undefined : detail,
        value: entry.id,
      });
    }
    const isFork = children.length > 1;
    const below = prefix + (mark === "" ? "" : mark === "└─ " ? "   " : "│  ");
    for (const [index, child] of children.entries().toArray().reverse()) {
      const isLast = index === children.length - 1;
      open.push({ node: child, prefix: below, mark: isFork ? (isLast ? "└─ " : "├─ ") : "" });
    }
  }
  return items;
}
