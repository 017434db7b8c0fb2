import { padded, widthOf, wrapped } from "../../terminal/width.ts";
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
  { name: "lessons", description: "List the lessons that the model is shown", run: showLessons },
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
    table(chat, [
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
    ]),
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
      commands.map(({ name, description = "" }) => [`/${name}`, oneLine(description, 160)]),
    ),
  );
}

async function showLessons(chat: Chat): Promise<void> {
  const lessons = await chat.conversation.shownLessons();
  if (lessons === undefined) {
    chat.print(['Lessons are off. "argent chat --lessons" turns them on.']);
  } else if (lessons.length === 0) {
    chat.print(["No lesson has fitted yet."]);
  } else {
    const rows = lessons.map(({ id, when, do: advice }): [string, string] => [
      id,
      `${advice} · ${when}`,
    ]);
    chat.print([
      ...table(chat, rows),
      chat.look().style.dim('"argent lessons why" with an id tells what each is worth.'),
    ]);
  }
}

/** Columns that the second column of a table has at least. */
const leastColumns = 24;

/** Two columns, or one below the other where that leaves no room. Paths stay whole, so that they can be copied. */
function table(chat: Chat, rows: readonly (readonly [string, string])[]): string[] {
  const { style, width } = chat.look();
  const column = 4 + Math.max(0, ...rows.map(([name]) => widthOf(name)));
  const isNarrow = width - column < leastColumns;
  const indent = " ".repeat(isNarrow ? 4 : column);
  return rows.flatMap(([name, value]) => {
    const shown = `  ${style.cyan(oneLine(name, width))}`;
    const lines = wrapped(oneLine(value, 4_096), width - indent.length, { keepsWords: true });
    const [first = "", ...others] = isNarrow ? ["", ...lines] : lines;
    return [`${padded(shown, column)}${first}`.trimEnd(), ...others.map((line) => indent + line)];
  });
}
