import {
  acted,
  emptyEditor,
  inserted,
  movedByRow,
  pasted,
  replaced,
  spokenText,
  withText,
} from "../terminal/editor.ts";
import type { InputHistory } from "../terminal/input-history.ts";
import type { TerminalInput } from "../terminal/key.ts";
import { createPicker, filtered, movedBy } from "../terminal/picker.ts";
import { graphemesOf } from "../terminal/width.ts";
import { oneLine, printable } from "../view/plain.ts";
import { answerQuestion } from "./answer-question.ts";
import type { Chat } from "./chat.ts";
import { type Completion, completionAt, mentionBefore } from "./completion.ts";
import { completionSources } from "./completion-sources.ts";
import type { FileIndex } from "./file-index.ts";
import { editorKeys } from "./key-bindings.ts";
import type { Submission } from "./submit.ts";

export interface InputContext {
  chat: Chat;
  history: InputHistory;
  files: FileIndex;
  submit(submission: Submission): void;
  /** Stops what goes on; what waits comes back into the editor. */
  stop(): void;
  suspend(): void;
  redraw(): void;
}

export interface InputHandler {
  handle(input: TerminalInput): void;
  /** In milliseconds since the epoch. */
  readonly lastKeyAt: number;
}

const leaveNotice = "Press Ctrl-C again to leave.";

/** Does what keys mean, depending on what is open: a question, a list, a completion, else the editor. */
export function createInputHandler(context: InputContext): InputHandler {
  const { chat, history, files } = context;
  const { state, clock } = chat;
  let lastKeyAt = 0;

  const handle = (input: TerminalInput) => {
    const isLeaving = isShowing(leaveNotice);
    state.notice = undefined;
    if (input.type === "key" && input.key === "ctrl+c" && isLeaving) chat.quit();
    else if (input.type === "key") pressed(input.key);
    else if (input.type === "text") typed(input.text);
    else pastedText(input.text);
    lastKeyAt = clock.now();
    chat.refresh();
  };

  const isShowing = (notice: string) => state.notice === notice && !state.question && !state.picker;

  const typed = (text: string) => {
    const safe = printable(text);
    const { question, picker } = state;
    if (question && !question.isExplaining && clock.now() >= question.armedAt) {
      answerQuestion(state, safe.toLowerCase(), clock.now());
    } else if (picker) {
      state.picker = { ...picker, picker: filtered(picker.picker, picker.picker.filter + safe) };
    } else {
      state.editor = inserted(state.editor, safe);
      complete();
    }
  };

  const pastedText = (text: string) => {
    if (state.picker) return typed(oneLine(text, 200));
    if (state.question && !state.question.isExplaining) return;
    state.editor = pasted(state.editor, printable(text));
    state.completion = undefined;
  };

  const pressed = (key: string) => {
    if (key === "ctrl+c") return interrupt();
    if (key === "ctrl+l") return context.redraw();
    if (key === "ctrl+z") return context.suspend();
    if (answerQuestion(state, key, clock.now())) return;
    if (state.question && key === "escape") return context.stop();
    if (state.picker) return pressedInPicker(key);
    if (state.completion && pressedInCompletion(state.completion, key)) return;
    pressedInEditor(key);
  };

  const pressedInPicker = (key: string) => {
    const open = state.picker;
    if (!open) return;
    const { picker } = open;
    const show = (next: typeof picker) => {
      state.picker = { ...open, picker: next };
    };
    if (key === "escape" || key === "ctrl+d") return open.choose(undefined);
    if (key === "enter" || key === "tab") return open.choose(picker.shown[picker.index]?.value);
    if (key === "up" || key === "ctrl+p") return show(movedBy(picker, -1));
    if (key === "down" || key === "ctrl+n") return show(movedBy(picker, 1));
    if (key === "pageup") return show(movedBy(picker, -10));
    if (key === "pagedown") return show(movedBy(picker, 10));
    if (key === "ctrl+u") return show(filtered(picker, ""));
    if (key === "backspace")
      return show(filtered(picker, graphemesOf(picker.filter).slice(0, -1).join("")));
  };

  /** Whether the key was meant for the completion. */
  const pressedInCompletion = (completion: Completion, key: string): boolean => {
    const { items, index } = completion;
    const move = (by: number) => {
      const from = index < 0 && by < 0 ? 0 : index;
      state.completion = { ...completion, index: (from + by + items.length) % items.length };
      return true;
    };
    if (key === "up" || key === "ctrl+p") return move(-1);
    if (key === "down" || key === "ctrl+n") return move(1);
    if (key === "escape") {
      state.completion = undefined;
      return true;
    }
    if (key !== "tab" && key !== "enter") return false;
    const chosen = items[Math.max(0, index)];
    const typed = state.editor.text.slice(completion.start, completion.end);
    if (!chosen || (key === "enter" && (index < 0 || isWhole(typed, chosen.insert)))) return false;
    state.editor = replaced(state.editor, completion.start, completion.end, chosen.insert);
    state.completion = undefined;
    const isCommand = state.editor.text.startsWith("/") && !chosen.insert.startsWith("@");
    if (key === "enter" && isCommand && !needsArgument(chosen.insert)) send("steer");
    else complete();
    return true;
  };

  const pressedInEditor = (key: string) => {
    const { editor } = state;
    if (key === "escape") return context.stop();
    if (key === "enter") return enter();
    if (key === "alt+enter") {
      if (state.run) return send("followUp");
      state.editor = acted(editor, "newline");
      return;
    }
    if (key === "ctrl+d" && editor.text === "") return chat.quit();
    if (key === "ctrl+r") return searchHistory();
    if (key === "tab") return complete();
    if (key === "up" || key === "ctrl+p") return up();
    if (key === "down" || key === "ctrl+n") return down();
    const action = editorKeys[key];
    if (action === undefined) return;
    state.editor = acted(editor, action);
    complete();
  };

  const enter = () => {
    const { editor } = state;
    if (editor.text.slice(0, editor.cursor).endsWith("\\")) {
      state.editor = replaced(editor, editor.cursor - 1, editor.cursor, "\n");
      return;
    }
    send("steer");
  };

  const send = (whenBusy: Submission["whenBusy"]) => {
    const { editor } = state;
    const spoken = spokenText(editor);
    if (spoken.trim() === "") return;
    state.editor = { ...emptyEditor, killed: editor.killed };
    state.recalled = undefined;
    state.completion = undefined;
    history.add(spoken).catch((cause) => chat.fail(cause));
    context.submit({ spoken, shown: editor.text.trim(), chips: editor.chips, whenBusy });
  };

  const columns = () => Math.max(4, chat.look().width - 3);

  const up = () => {
    const moved = movedByRow(state.editor, columns(), -1);
    if (moved) state.editor = moved;
    else recall((state.recalled?.index ?? history.entries.length) - 1);
  };

  const down = () => {
    const moved = movedByRow(state.editor, columns(), 1);
    if (moved) state.editor = moved;
    else if (state.recalled) recall(state.recalled.index + 1);
  };

  const recall = (index: number) => {
    const draft = state.recalled?.draft ?? state.editor;
    if (index < 0) return;
    const entry = history.entries[index];
    state.editor = entry === undefined ? draft : withText(state.editor, entry);
    state.recalled = entry === undefined ? undefined : { index, draft };
    state.completion = undefined;
  };

  const searchHistory = () => {
    const entries = history.entries.toReversed();
    const items = entries.map((entry) => ({ label: oneLine(entry, 300), value: entry }));
    void chat.pick(createPicker("Earlier input", items)).then((entry) => {
      if (entry !== undefined) chat.compose(entry);
    });
  };

  const complete = () => {
    const { text, cursor } = state.editor;
    const left = text.slice(0, cursor);
    const mention = mentionBefore(left);
    if (mention?.typed === "") files.refresh(recomplete);
    const sources = completionSources(chat, files.files);
    state.completion =
      state.question === undefined ? completionAt(text, cursor, sources) : undefined;
  };

  /** The files are known by now. */
  const recomplete = () => {
    if (mentionBefore(state.editor.text.slice(0, state.editor.cursor))) complete();
    chat.refresh();
  };

  const interrupt = () => {
    if (state.picker) state.picker.choose(undefined);
    else if (state.question) context.stop();
    else if (state.editor.text !== "") {
      state.editor = emptyEditor;
      state.completion = undefined;
      state.recalled = undefined;
    } else context.stop();
    state.notice = leaveNotice;
  };

  return {
    handle,
    get lastKeyAt() {
      return lastKeyAt;
    },
  };
}

/** Whether a file is mentioned as it would be completed. */
function isWhole(typed: string, insert: string): boolean {
  return typed.startsWith("@") && typed === insert.trimEnd();
}

function needsArgument(command: string): boolean {
  return command === "/name ";
}
