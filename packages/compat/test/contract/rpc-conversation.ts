import { type Step, vendorServer } from "@argent/ai/testing";
import type { Loose } from "../../src/pi-ai/loose.ts";
import { type RpcProgram, type RpcTalk, startTalk } from "./rpc-kit.ts";
import { inFolder } from "./session-kit.ts";

const conversations = new Map<string, Promise<Loose>>();

/** What a program says in one long conversation, in parts. It is held once, because processes take their time. */
export function conversationWith(program: RpcProgram): Promise<Loose> {
  const held = conversations.get(program.name) ?? inFolder((home) => converse(program, home));
  conversations.set(program.name, held);
  return held;
}

async function converse(program: RpcProgram, home: string): Promise<Loose> {
  // Pi leaves out an answer that was aborted, so that two messages of the user's follow each other.
  await using server = await vendorServer({ steps: [], validate: false, onExhausted: "repeat" });
  await using talk = await startTalk(program, home, server);
  const answer = (...steps: Step[]) => server.append(...steps.map((step) => ({ usage, ...step })));
  const begin = {
    state: await talk.ask("get_state"),
    messages: await talk.ask("get_messages"),
    last: await talk.ask("get_last_assistant_text"),
    commands: await talk.ask("get_commands"),
    forks: await talk.ask("get_fork_messages"),
  };
  await talk.ask("set_thinking_level", { level: "off" });
  const seen = {
    begin,
    prompt: await prompted(talk, answer),
    queues: await queued(talk, server),
    abort: await aborted(talk, server),
    bash: await commanded(talk, server, answer),
    model: {
      level: await talk.ask("set_thinking_level", { level: "high" }),
      levelNow: (await talk.ask("get_state")).data.thinkingLevel,
      next: await talk.ask("cycle_thinking_level"),
      cycled: await talk.ask("cycle_model"),
      back: await talk.ask("set_model", { provider: "anthropic", modelId: "claude-sonnet-4-5" }),
      missing: await talk.ask("set_model", { provider: "anthropic", modelId: "none" }),
      modes: [
        await talk.ask("set_steering_mode", { mode: "all" }),
        await talk.ask("set_follow_up_mode", { mode: "all" }),
        await talk.ask("get_state"),
      ],
    },
    name: {
      set: await talk.ask("set_session_name", { name: " A name " }),
      empty: await talk.ask("set_session_name", { name: " " }),
      now: (await talk.ask("get_state")).data.sessionName,
    },
    history: {
      messages: await talk.ask("get_messages"),
      last: await talk.ask("get_last_assistant_text"),
      statistics: await talk.ask("get_session_stats"),
    },
    forks: await forked(talk),
    compaction: await compacted(talk, answer),
    wrong: {
      unknown: await talk.write('{"type":"dance"}'),
      broken: await talk.write("{oops"),
      noMessage: await talk.write('{"type":"set_session_name"}'),
      noCommand: await talk.write("[]"),
    },
    idle: await steeredWhileIdle(talk, server, program),
  };
  const exit = await talk.end();
  return { ...seen, exit, types: [...new Set(talk.records().map(({ type }) => type))] };
}

/** Much longer than its summary. */
const long = "A long sentence. ".repeat(2_000);
const usage = { input: 100, output: 10 };

type Answer = (...steps: Step[]) => void;
type Server = Awaited<ReturnType<typeof vendorServer>>;

async function prompted(talk: RpcTalk, answer: Answer) {
  answer({ toolCalls: [{ name: "bash", arguments: { command: "echo hi" } }] }, { text: "Done." });
  const records = await talk.run("Say hi.");
  return { records, state: await talk.ask("get_state") };
}

async function queued(talk: RpcTalk, server: Server) {
  const step = held({ text: "One." }, server);
  server.append({ text: "Two.", usage }, { text: "Three.", usage });
  const from = talk.records().length;
  const running = talk.run("Go.");
  await step.begun;
  const steered = await talk.ask("steer", { message: "Left." });
  const followed = await talk.ask("follow_up", { message: "Then right." });
  const state = await talk.ask("get_state");
  const refused = await talk.ask("prompt", { message: "Now?" });
  step.release();
  await running;
  return { steered, followed, state, refused, records: talk.records().slice(from) };
}

async function aborted(talk: RpcTalk, server: Server) {
  const step = held({ text: "Never." }, server);
  const running = talk.run("Think.");
  await step.begun;
  const response = await talk.ask("abort");
  step.release();
  const records = await running;
  const last = (await talk.ask("get_messages")).data.messages.at(-1);
  return { response, records, last, state: await talk.ask("get_state") };
}

async function steeredWhileIdle(talk: RpcTalk, server: Server, { lastEvent }: RpcProgram) {
  const step = held({ text: "Heard." }, server);
  const response = await talk.ask("steer", { message: "By the way." });
  const { data } = await talk.ask("get_state");
  const ended = data.isStreaming ? talk.hears(lastEvent) : talk.run("Go on.");
  step.release();
  await ended;
  return { response, pending: [data.isStreaming, data.pendingMessageCount] };
}

async function commanded(talk: RpcTalk, server: Server, answer: Answer) {
  const seen = await talk.ask("bash", { command: "echo seen; exit 3" });
  const hidden = await talk.ask("bash", { command: "echo hidden", excludeFromContext: true });
  answer({ text: "Seen." });
  await talk.run("What did I run?");
  const asked = JSON.stringify(server.requests.at(-1)?.body);
  return { seen, hidden, asked: ["echo seen", "echo hidden"].map((text) => asked.includes(text)) };
}

async function forked(talk: RpcTalk) {
  const points = (await talk.ask("get_fork_messages")).data.messages;
  const before = (await talk.ask("get_state")).data;
  const missing = await talk.ask("fork", { entryId: "nowhere" });
  const fork = await talk.ask("fork", { entryId: points[1].entryId });
  const forkState = (await talk.ask("get_state")).data;
  const clone = await talk.ask("clone");
  const cloneState = (await talk.ask("get_state")).data;
  const created = await talk.ask("new_session");
  const newState = (await talk.ask("get_state")).data;
  const switched = await talk.ask("switch_session", { sessionPath: before.sessionFile });
  const states = [before, forkState, cloneState, newState, (await talk.ask("get_state")).data];
  return { points, missing, fork, clone, created, switched, states };
}

async function compacted(talk: RpcTalk, answer: Answer) {
  await talk.ask("new_session");
  answer({ text: long }, { text: "Another." }, { text: "## Goal\nAnswer." });
  await talk.run("Tell me.");
  await talk.run("And what of the rest? ".repeat(20));
  const from = talk.records().length;
  const response = await talk.ask("compact", { customInstructions: "the goal" });
  const records = talk.records().slice(from);
  const messages = await talk.ask("get_messages");
  await talk.ask("new_session");
  return { response, records, messages, nothing: await talk.ask("compact") };
}

/** A step that waits for its release. */
function held(step: Step, server: Server) {
  const begun = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  server.append(async () => {
    begun.resolve();
    await gate.promise;
    return { usage, ...step };
  });
  return { begun: begun.promise, release: gate.resolve };
}
