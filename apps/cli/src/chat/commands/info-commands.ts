import { fitted, padded, widthOf } from "../../terminal/width.ts";
import { oneLine } from "../../view/plain.ts";
import { tokens, usd } from "../../view/summary.ts";
import type { Chat } from "../chat.ts";
import { type ChatCommand, chatCommands } from "./commands.ts";

/** What to press, for `/help` and the documentation. */
const keys: readonly (readonly [key: string, meaning: string])[] = [
  ["Enter", "send; while it works: steer"],
  ["Alt+Enter", "while it works: queue a follow-up; else a new line"],
  ["Shift+Enter, Ctrl-J, \\ Enter", "a new line"],
  ["Esc", "stop; queued messages come back to be edited"],
  ["Ctrl-C", "clear the input, or stop; twice: leave"],
  ["Ctrl-D", "leave, when the input is empty"],
  ["↑ ↓", "earlier and later input"],
  ["Ctrl-R", "search earlier input"],
  ["Tab", "complete a command or an @file"],
  ["Ctrl-W, Ctrl-U, Ctrl-K, Ctrl-Y", "cut a word, to the start, to the end; put it back"],
  ["Ctrl-_", "undo typing"],
  ["Ctrl-L", "draw the screen again"],
  ["Ctrl-Z", "suspend; fg comes back"],
];

export const infoCommands: readonly ChatCommand[] = [
  { name: "help", description: "Show the commands and the keys", run: showHelp },
  { name: "cost", description: "Show tokens and cost of the session", run: showCost },
  {
    name: "session",
    description: "Show where the session lies and what it holds",
    run: showSessionFacts,
  },
  { name: "skills", description: "List the skills and prompt templates", run: showSkills },
  { name: "quit", description: "Leave", run: (chat) => chat.quit() },
];

function showHelp(chat: Chat): void {
  const { style } = chat.look();
  const commands = chatCommands().map(
    ({ name, argument, description }) =>
      [`/${name}${argument ? ` ${argument}` : ""}`, description] as const,
  );
  chat.print([
    style.bold("Commands"),
    ...table(chat, [
      ...commands,
      ["/skill:name", "Use a skill"],
      ["!command", "Run a command; the model sees its output"],
      ["!!command", "Run a command that the model does not see"],
      ["@file", "Mention a file; an image is attached"],
    ]),
    "",
    style.bold("Keys"),
    ...table(chat, keys),
  ]);
}

function showCost(chat: Chat): void {
  const { tokens: used, cost, context } = chat.conversation.statistics();
  const rows: [string, string][] = [
    ["Cost", cost === undefined ? "unknown: the model has no known price" : usd(cost)],
    ["Input", tokens(used.input)],
    ["Output", tokens(used.output)],
    ["Read from cache", tokens(used.cacheRead)],
    ["Written to cache", tokens(used.cacheWrite)],
  ];
  if (context)
    rows.push(["Context", `${tokens(context.tokens)} of ${tokens(context.window)} tokens`]);
  chat.print(table(chat, rows));
}

function showSessionFacts(chat: Chat): void {
  const { conversation } = chat;
  const { session, model, cwd, isolation, approvalMode } = conversation;
  const { userMessages, assistantMessages, toolCalls } = conversation.statistics();
  chat.print(
    table(
      chat,
      [
        ["Session", session.getSessionId()],
        ["Name", session.getSessionName() ?? "none; /name gives one"],
        ["File", session.getSessionFile() ?? "none: it is gone when you leave"],
        ["Folder", cwd],
        ["Model", `${model.provider}/${model.id}`],
        [
          "Messages",
          `${userMessages} of yours, ${assistantMessages} answers, ${toolCalls} tool calls`,
        ],
        ["Approval", approvalMode],
        ["Commands are", isolation.description],
        ["Writing", session.readOnly ? "no: another process writes it" : "yes"],
      ],
      pathLimit,
    ),
  );
}

function showSkills(chat: Chat): void {
  const { commands } = chat.conversation;
  if (commands.length === 0) {
    chat.print(["There are no skills and no prompt templates."]);
    return;
  }
  chat.print(
    table(
      chat,
      commands.map(({ name, description }) => [`/${name}`, description ?? ""]),
    ),
  );
}

/** Paths are shown whole, so that they can be copied; the terminal breaks their line. */
const pathLimit = 4_096;

/** Two columns, at most so wide. */
function table(
  chat: Chat,
  rows: readonly (readonly [string, string])[],
  limit = chat.look().width,
): string[] {
  const { style } = chat.look();
  const column = Math.max(0, ...rows.map(([name]) => widthOf(name))) + 2;
  return rows.map(([name, value]) =>
    fitted(`  ${style.cyan(padded(oneLine(name, limit), column))}${oneLine(value, limit)}`, limit),
  );
}
