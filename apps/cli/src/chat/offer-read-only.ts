import { createPicker } from "../terminal/picker.ts";
import type { Chat } from "./chat.ts";
import { warningLines } from "./notes.ts";
import { updateStatus } from "./show-events.ts";

/** The session is written by another process: the person says whether to look on, to wait, or to go on in a copy. */
export async function offerReadOnly(chat: Chat): Promise<void> {
  const { conversation } = chat;
  const pid = conversation.session.leaseHolder?.pid;
  const who = pid === undefined ? "Another process" : `Process ${pid}`;
  const message = `${who} is writing this session. What it writes is shown here.`;
  chat.print(warningLines(message, chat.look()));
  const choice = await chat.pick(
    createPicker("This session is read-only here", [
      { label: "Look on", detail: "follow what is written", value: "look" },
      { label: "Wait", detail: "until it may be written here", value: "wait" },
      { label: "Work in a copy", detail: "a new session with everything so far", value: "copy" },
    ]),
  );
  if (choice === "copy") await conversation.clone();
  if (choice === "wait") await wait(chat);
}

async function wait(chat: Chat): Promise<void> {
  const { session } = chat.conversation;
  const abort = new AbortController();
  const task = () => session.waitForLease(abort.signal);
  try {
    await chat.during("Waiting for the other process", task, () => abort.abort());
  } catch (cause) {
    if (!abort.signal.aborted) throw cause;
    return;
  }
  updateStatus(chat);
  chat.print([chat.look().style.green("The session can be written here now.")]);
}
