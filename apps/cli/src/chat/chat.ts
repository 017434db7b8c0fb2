import type { Clock } from "@argent/ai";
import type { Conversation } from "../conversation/conversation.ts";
import type { Picker } from "../terminal/picker.ts";
import type { ChatState } from "./chat-state.ts";
import type { Look } from "./look.ts";
import type { Printed } from "./output-queue.ts";
import type { Said } from "./said-words.ts";

/** What the parts of a chat work with. */
export interface Chat {
  readonly conversation: Conversation;
  readonly state: ChatState;
  readonly clock: Clock;
  readonly settings: ChatSettings;
  look(): Look;
  /** Writes finished lines above the live part, set apart by an empty line. */
  print(lines: Printed): void;
  /** The same for something that went wrong. */
  fail(cause: unknown): void;
  /** Finishes the answer that is shown. */
  endAnswer(): void;
  /** Draws the live part again, soon. */
  refresh(): void;
  /** Lets the person choose; nothing when nothing was chosen. */
  pick<Value>(picker: Picker<Value>): Promise<Value | undefined>;
  /** Shows that something goes on, and lets Esc stop it where it can be stopped. */
  during<Value>(label: string, task: () => Promise<Value>, abort?: () => void): Promise<Value>;
  /** Puts a text into the editor, to be said. */
  compose(text: string): void;
  /** Puts what was not said after all into the editor, before what is being written there. */
  giveBack(said: readonly Said[]): void;
  quit(): void;
}

/** What the application around a chat gives it. */
export interface ChatSettings {
  /** The environment variables, which say where sessions lie and which providers have keys. */
  env: Record<string, string | undefined>;
  /** The folder that new sessions are made in. */
  sessionFolder: string;
  /** The home folder, which is shown as `~`. */
  home: string;
}
